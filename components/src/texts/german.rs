//! The German texts. Pure.

use super::Text;

/// The text in this language.
pub(super) fn german(text: Text) -> &'static str {
    match text {
        Text::Continue => "Weiter",
        Text::Back => "Zurück",
        Text::Close => "Schließen",
        Text::CloseAsk => {
            "Das ist noch nicht fertig. Schließen Sie noch einmal, um es abzubrechen."
        }
        Text::Cancel => "Abbrechen",
        Text::Edit => "Adresse {{identifier}} ändern",
        Text::Optional => "Freiwillig",
        Text::EmailAddress => "E-Mail-Adresse",
        Text::EmailOrUsername => "E-Mail-Adresse oder Benutzername",
        Text::Username => "Benutzername",
        Text::FirstName => "Vorname",
        Text::LastName => "Nachname",
        Text::Password => "Passwort",
        Text::Code => "Code",
        Text::ShowPassword => "Passwort anzeigen",
        Text::HidePassword => "Passwort verbergen",
        Text::PasswordHint => "Mindestens {{length}} Zeichen",
        Text::Loading => "Wird geladen …",
        Text::LoadFailed => "Etwas wurde nicht geladen",
        Text::LoadFailedHint => "Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
        Text::TryAgain => "Noch einmal versuchen",
        Text::Resend => "Noch eine E-Mail senden",
        Text::ResendIn => "in {{seconds}} s",
        Text::Sent => "E-Mail gesendet.",
        Text::Waiting => "Warten, bis Sie den Link öffnen …",
        Text::Offline => "Keine Verbindung. Sobald sie wieder da ist, geht es von selbst weiter.",
        Text::OpenMail => "{{provider}} öffnen",
        Text::Help => "Hilfe",
        Text::Privacy => "Datenschutz",
        Text::Terms => "Nutzungsbedingungen",
        Text::AddAccount => "Konto hinzufügen",
        Text::SignOut => "Abmelden",
        Text::SignOutAll => "Von allen Konten abmelden",
        Text::ErrorNotFound => "Zu dieser Adresse gibt es kein Konto.",
        Text::ErrorExists => "Zu dieser Adresse gibt es schon ein Konto.",
        Text::ErrorPassword => "Dieses Passwort ist nicht richtig.",
        Text::ErrorCode => "Dieser Code ist nicht richtig.",
        Text::ErrorCodeExpired => "Dieser Code ist abgelaufen. Fordern Sie einen neuen an.",
        Text::ErrorEmail => "Das ist keine E-Mail-Adresse.",
        Text::ErrorEmpty => "Füllen Sie dieses Feld aus.",
        Text::ErrorLong => "Dieses Passwort ist zu lang.",
        Text::ErrorStranger => "Mit dieser Adresse kann hier kein Konto erstellt werden.",
        Text::ErrorShort => "Dieses Passwort ist zu kurz.",
        Text::ErrorPwned => {
            "Dieses Passwort ist in einem Datenleck aufgetaucht. Nehmen Sie ein anderes."
        }
        Text::ErrorUsername => "Dieser Benutzername ist vergeben.",
        Text::ErrorTooMany => "Zu viele Versuche. Versuchen Sie es in {{seconds}} s noch einmal.",
        Text::ErrorNetwork => {
            "Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal."
        }
        Text::ErrorOther => "Das hat nicht geklappt. Versuchen Sie es noch einmal.",
        Text::SignInTitle => "Anmelden",
        Text::SignInSubtitle => "weiter zu {{applicationName}}",
        Text::CombinedTitle => "Weiter zu {{applicationName}}",
        Text::CombinedSubtitle => "Melden Sie sich an, oder erstellen Sie ein Konto.",
        Text::SignInNoAccount => "Noch kein Konto?",
        Text::SignInSignUp => "Registrieren",
        Text::CreateAccount => "Mit dieser Adresse ein Konto anlegen",
        Text::PasswordTitle => "Passwort eingeben",
        Text::PasswordSubtitle => "weiter zu {{applicationName}}",
        Text::LinkTitle => "Sehen Sie in Ihre E-Mails",
        Text::LinkSubtitle => "Wir haben einen Link gesendet an",
        Text::LinkCodeSubtitle => "Wir haben einen Link und einen Code gesendet an",
        Text::CodeSubtitle => "Wir haben einen Code gesendet an",
        Text::UseAnother => "Anders anmelden",
        Text::MethodsTitle => "Anders anmelden",
        Text::MethodsSubtitle => "Wie möchten Sie sich anmelden?",
        Text::MethodLink => "Link an {{identifier}} senden",
        Text::MethodCode => "Code an {{identifier}} senden",
        Text::MethodPassword => "Mit Passwort anmelden",
        Text::MethodTotp => "Authenticator-App verwenden",
        Text::MethodBackup => "Ersatzcode verwenden",
        Text::NoMethodTitle => "Das geht hier nicht",
        Text::NoMethodMessage => {
            "Ihr Konto verwendet eine Anmeldung, die diese Seite nicht bietet."
        }
        Text::NoMethodLink => "Zur Anmeldeseite von {{applicationName}}",
        Text::TotpTitle => "Bestätigung in zwei Schritten",
        Text::TotpSubtitle => "Geben Sie den Code ein, den Ihre Authenticator-App anzeigt.",
        Text::BackupTitle => "Ersatzcode eingeben",
        Text::BackupSubtitle => {
            "Einer der Codes, die Sie beim Einrichten der Bestätigung in zwei Schritten erhalten haben."
        }
        Text::BackupCode => "Ersatzcode",
        Text::ChooseTitle => "Konto auswählen",
        Text::ChooseSubtitle => "weiter zu {{applicationName}}",
        Text::VerifyLoading => "Der Link wird geprüft …",
        Text::VerifiedTitle => "Sie sind angemeldet",
        Text::VerifiedSubtitle => "Einen Moment, es geht weiter.",
        Text::SwitchTitle => "Der Link hat funktioniert",
        Text::SwitchSubtitle => {
            "Gehen Sie zurück zu der Seite, auf der Sie ihn angefordert haben. Diese können Sie schließen."
        }
        Text::OtherTabTitle => "Im anderen Tab angemeldet",
        Text::OtherTabSubtitle => {
            "Machen Sie dort weiter oder bleiben Sie: Diese Seite folgt gleich."
        }
        Text::ExpiredTitle => "Dieser Link ist abgelaufen",
        Text::ExpiredSubtitle => "Ein Link gilt nur kurze Zeit. Fordern Sie einen neuen an.",
        Text::FailedTitle => "Dieser Link funktioniert nicht",
        Text::FailedSubtitle => {
            "Er wurde schon benutzt oder es wurde ein neuerer gesendet. Fordern Sie einen neuen an."
        }
        Text::MismatchTitle => "Dieser Link gehört zu einem anderen Browser",
        Text::MismatchSubtitle => {
            "Öffnen Sie ihn in dem Browser, in dem Sie ihn angefordert haben, oder fordern Sie hier einen neuen an."
        }
        Text::EndedTitle => "Diese Seite wartet nicht mehr",
        Text::EndedSubtitle => {
            "Ein anderer Tab oder ein anderes Fenster hat übernommen. Machen Sie dort weiter oder fordern Sie hier einen neuen Link an."
        }
        Text::NewLink => "Neuen Link senden",
        Text::StartAgain => "Von vorn beginnen",
        Text::SignedInTitle => "Sie sind angemeldet als",
        Text::SignUpTitle => "Konto anlegen",
        Text::SignUpSubtitle => "weiter zu {{applicationName}}",
        Text::SignUpHave => "Schon ein Konto?",
        Text::SignUpSignIn => "Anmelden",
        Text::SignInInstead => "Stattdessen damit anmelden",
        Text::SignUpLinkTitle => "Bestätigen Sie Ihre E-Mail-Adresse",
        Text::SignUpVerified => "Ihr Konto ist bereit",
        Text::ContinueTitle => "Fast fertig",
        Text::ContinueSubtitle => "Für Ihr Konto fehlt noch etwas.",
        Text::NoSignUpMessage => "Ein Konto braucht etwas, das diese Seite nicht bietet.",
        Text::NoSignUpLink => "Zur Registrierung von {{applicationName}}",
        Text::UserButtonOpen => "Benutzermenü öffnen",
        Text::UserButtonMenu => "Benutzermenü",
        Text::ManageAccount => "Konto verwalten",
        Text::SwitchTo => "Zu {{identifier}} wechseln",
        Text::ProfileTitle => "Konto",
        Text::AccountPage => "Konto",
        Text::SecurityPage => "Sicherheit",
        Text::NameSection => "Name",
        Text::NameEmpty => "Noch kein Name",
        Text::AddressSection => "E-Mail-Adressen",
        Text::AddAddress => "E-Mail-Adresse hinzufügen",
        Text::Primary => "Hauptadresse",
        Text::Unverified => "Nicht bestätigt",
        Text::ThisDevice => "Dieses Gerät",
        Text::VerifyAddress => "Bestätigen",
        Text::MakePrimary => "Als Hauptadresse verwenden",
        Text::Remove => "Entfernen",
        Text::RemoveNamed => "{{identifier}} entfernen?",
        Text::RemoveHint => "Sie können sich damit dann nicht mehr anmelden.",
        Text::AddressHint => "Wir senden eine E-Mail mit einem Link an diese Adresse.",
        Text::AddressWait => "Wir haben einen Link gesendet an",
        Text::AddressVerified => "{{identifier}} ist bestätigt.",
        Text::LinkExpired => {
            "Dieser Link ist abgelaufen oder wurde ersetzt. Fordern Sie einen neuen an."
        }
        Text::AddressLinkDone => "Ihre Adresse ist bestätigt",
        Text::AddressLinkBad => "Dieser Link funktioniert nicht mehr",
        Text::AddressLinkGo => "Zu Ihrem Konto",
        Text::PasswordSection => "Passwort",
        Text::SetPassword => "Passwort festlegen",
        Text::ChangePassword => "Passwort ändern",
        Text::RemovePassword => "Passwort entfernen",
        Text::NoPassword => "Sie melden sich ohne Passwort an.",
        Text::HasPassword => "Sie haben ein Passwort.",
        Text::CurrentPassword => "Jetziges Passwort",
        Text::NewPassword => "Neues Passwort",
        Text::SignOutOthers => "Auf allen anderen Geräten abmelden",
        Text::TotpSection => "Bestätigung in zwei Schritten",
        Text::TotpOff => {
            "Neben der E-Mail wird auch der Code einer App auf Ihrem Telefon verlangt."
        }
        Text::TotpOn => "Bei jeder Anmeldung wird nach Ihrer Authenticator-App gefragt.",
        Text::AddTotp => "Authenticator-App einrichten",
        Text::RemoveTotp => "App entfernen",
        Text::RemoveTotpHint => "Dann genügt Ihre E-Mail zum Anmelden.",
        Text::TotpHint => {
            "Scannen Sie diesen Code mit Ihrer Authenticator-App, oder geben Sie dort den Schlüssel ein. Geben Sie dann die sechs Ziffern ein, die sie zeigt."
        }
        Text::TotpPicture => "QR-Code für die Authenticator-App",
        Text::TotpSecret => "Schlüssel:",
        Text::TotpOpen => "App auf diesem Gerät öffnen",
        Text::DeviceSection => "Aktive Geräte",
        Text::DeviceUnknown => "Unbekanntes Gerät",
        Text::DeviceSignOut => "Dort abmelden",
        Text::DangerSection => "Konto löschen",
        Text::DeleteAccount => "Konto löschen",
        Text::DeleteHint => {
            "Ihr Konto und alles, was dazugehört, wird gelöscht. Das lässt sich nicht rückgängig machen."
        }
        Text::DeleteConfirm => "Geben Sie zur Bestätigung Ihre E-Mail-Adresse ein",
        Text::DeleteWrong => "Das ist nicht Ihre E-Mail-Adresse.",
        Text::Save => "Speichern",
        Text::Add => "Hinzufügen",
        Text::Saved => "Gespeichert.",
        Text::ChangeName => "Ändern",
    }
}
