//! What the program does besides serving. A server may run on the same database meanwhile.

use std::io::Read;
use std::path::Path;
use std::{fs, io};

use serde_json::Value;

use crate::app::{stored_settings, system_now_ms};
use crate::config::{Command, Config, SettingsCommand};
use crate::error::{Error, Result};
use crate::plain::random;
use crate::settings::values::Values;
use crate::store::db::Db;
use crate::store::tx::Tx;
use crate::store::{admin, settings};

/// Runs a command.
pub async fn run(command: Command, config: &Config) -> Result<()> {
    let db = Db::open(&config.database)?;
    match command {
        Command::Settings(SettingsCommand::Export) => {
            let values = db.run(|tx| Ok(stored_settings(tx)?.1)).await?;
            println!("{:#}", values.json());
        }
        Command::Settings(SettingsCommand::Import { file }) => {
            let values = read(&file)?;
            let changed = db.run(move |tx| import(tx, &values)).await?;
            println!("{changed} settings changed");
        }
        Command::AdminToken => {
            let token = random::secret()?;
            let hash = random::hash(&token);
            db.run(move |tx| admin::replace_token(tx, &hash, system_now_ms())).await?;
            println!("{token}");
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<Values> {
    let of_file = |why: String| Error::Config(format!("{}: {why}", file.display()));
    let read = if file == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(file)
    };
    let text = read.map_err(|cause| of_file(cause.to_string()))?;
    let json: Value = text.parse().map_err(|cause| of_file(format!("{cause}")))?;
    let (values, mut complaints) = Values::from_json(&json);
    complaints.extend(values.conflict().map(|(name, why)| format!("{name}: {why}")));
    if complaints.is_empty() { Ok(values) } else { Err(of_file(complaints.join("\n"))) }
}

fn import(tx: &Tx<'_>, values: &Values) -> Result<usize> {
    let (version, before) = stored_settings(tx)?;
    let changes = values.changes(&before);
    if !changes.is_empty() {
        let (chosen, told) = (values.chosen_json().to_string(), Values::told(&changes).to_string());
        settings::replace(tx, version, &chosen, "this machine", &told, system_now_ms())?;
    }
    Ok(changes.len())
}
