//! What the program does besides serving. A server may run on the same database meanwhile.

use std::io::Read;
use std::path::Path;
use std::{fs, io};

use serde_json::{Map, Value};

use crate::app::system_now_ms;
use crate::config::{Command, Config, SettingsCommand};
use crate::error::{Error, Result};
use crate::plain::random;
use crate::settings::flags::Given;
use crate::settings::values::Values;
use crate::store::db::{self, Db};
use crate::store::tx::Tx;
use crate::store::{admin, secret_keys, settings};

/// The network that a command comes from.
const HERE: &str = "this machine";

/// Runs a command.
pub async fn run(command: Command, config: &Config) -> Result<()> {
    let imports = matches!(command, Command::Settings(SettingsCommand::Import { .. }));
    // A new database, by a mistake in the path, would have nothing to do with the server's.
    if !db::file(&config.database).is_some_and(|file| imports || file.exists()) {
        let database = &config.database;
        return Err(Error::Config(format!("--database {database}: there is no such file")));
    }
    let db = Db::open(&config.database)?;
    match command {
        Command::Settings(SettingsCommand::Export) => {
            println!("{:#}", db.run(export).await?);
        }
        Command::Settings(SettingsCommand::Import { file }) => {
            let values = read(&file, &config.given)?;
            let changed = db.run(move |tx| import(tx, &values)).await?;
            println!("{changed} settings changed");
        }
        Command::AdminToken { remove: true } => {
            let remove = |tx: &Tx<'_>| {
                admin::remove_token(tx)?;
                note(tx, "no_token")
            };
            db.run(remove).await?;
        }
        Command::AdminToken { remove: false } => {
            let token = random::secret()?;
            let hash = random::hash(&token);
            let replace = move |tx: &Tx<'_>| {
                admin::replace_token(tx, &hash, system_now_ms())?;
                note(tx, "token")
            };
            db.run(replace).await?;
            println!("{token}");
        }
        Command::SecretKey { add, development } => {
            let kind = if development { "test" } else { "live" };
            let key = format!("sk_{kind}_{}", random::secret()?);
            let hash = random::hash(&key);
            let replace = move |tx: &Tx<'_>| {
                if !add {
                    secret_keys::delete_all(tx)?;
                }
                secret_keys::insert(tx, &hash, system_now_ms())?;
                note(tx, "secret_key")
            };
            db.run(replace).await?;
            println!("{key}");
        }
    }
    Ok(())
}

/// Notes what a command did, for the list of changes.
fn note(tx: &Tx<'_>, what: &str) -> Result<()> {
    settings::note(tx, what, HERE, system_now_ms())
}

/// All settings. What cannot be read is among them as it is stored, so that it is not lost, and is not imported
/// before somebody has mended it.
fn export(tx: &Tx<'_>) -> Result<Value> {
    let stored = settings::chosen(tx)?.map_or("{}".into(), |(_, chosen)| chosen);
    let not_json = |cause| Error::Config(format!("what is stored is no JSON object: {cause}"));
    let stored: Map<String, Value> = serde_json::from_str(&stored).map_err(not_json)?;
    let mut all = Values::from_json(&Value::Object(stored.clone())).0.json();
    if let Some(all) = all.as_object_mut() {
        all.extend(stored);
    }
    Ok(all)
}

fn read(file: &Path, given: &Given) -> Result<Values> {
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
    // What is stored has to make sense by itself too: it may be started without the flags.
    let conflict = values.conflict().or_else(|| given.over(values.clone()).conflict());
    complaints.extend(conflict.map(|(name, why)| format!("{name}: {why}")));
    if complaints.is_empty() { Ok(values) } else { Err(of_file(complaints.join("\n"))) }
}

fn import(tx: &Tx<'_>, values: &Values) -> Result<usize> {
    let (version, chosen) = settings::chosen(tx)?.unwrap_or((0, "{}".into()));
    let (before, complaints) = Values::from_json(&chosen.parse().unwrap_or_default());
    let changes = values.changes(&before);
    if !(changes.is_empty() && complaints.is_empty()) {
        let (chosen, told) = (values.chosen_json().to_string(), Values::told(&changes).to_string());
        settings::replace(tx, version, &chosen, HERE, &told, system_now_ms())?;
    }
    Ok(changes.len())
}
