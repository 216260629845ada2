//! The wait for a link: sending, resuming, sending again, and the lock on that. Pure.

use crate::context::Context;
use crate::event::{Progress, Refusal};
use crate::texts::Text;

/// How long sending again is locked where the server does not say.
const LOCK_MS: u64 = 30_000;

/// The wait for a link that was sent, or is being sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wait {
    /// Of the command that waits; 0 if none does.
    number: u64,
    /// Of the command that sends again; 0 if none does.
    resend: u64,
    /// When another email may be asked for.
    resend_at: u64,
    /// It was heard how it goes, and so when another email may be asked for.
    is_known: bool,
    /// The server does not answer just now.
    pub(crate) is_offline: bool,
    /// The link is on its way to being sent.
    pub(crate) is_sending: bool,
}

/// A link's wait, as the page that waits hears of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// It is too old.
    Expired,
    /// It was used, or does not work for another reason.
    #[default]
    Failed,
    /// It was opened in another browser, which the app does not allow.
    Mismatch,
    /// Another wait took over.
    Superseded,
    /// The person signed in by other means.
    SignedIn,
}

impl End {
    /// The end that a status of a verification, or a code of a `MagicLinkError`, tells of.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "expired" => Self::Expired,
            "failed" | "transferable" => Self::Failed,
            "client_mismatch" => Self::Mismatch,
            "superseded" => Self::Superseded,
            "signed_in" => Self::SignedIn,
            _ => return None,
        })
    }
}

impl Wait {
    /// Sends a link and waits.
    pub(crate) fn send(&mut self, context: &mut Context, about: &str, id: &str, url: &str) {
        let number = context.commands.send_link(about, id, url);
        *self = Self { number, is_sending: true, ..Self::default() };
    }

    /// Waits for a link that was sent before.
    pub(crate) fn resume(
        &mut self,
        context: &mut Context,
        about: &str,
        id: &str,
        redirect_url: &str,
    ) {
        let number = context.commands.await_link(about, id, redirect_url);
        *self = Self { number, ..Self::default() };
    }

    /// Ends the wait, if there is one.
    pub(crate) fn cancel(&mut self, context: &mut Context) {
        if self.is_on() {
            context.commands.cancel();
        }
        *self = Self::default();
    }

    /// Somebody waits.
    pub(crate) fn is_on(&self) -> bool {
        self.number != 0
    }

    /// Whether an answer is that to the wait. It has ended then.
    pub(crate) fn has_ended(&mut self, number: u64) -> bool {
        let is_mine = self.is_on() && number == self.number;
        if is_mine {
            *self = Self { resend_at: self.resend_at, ..Self::default() };
        }
        is_mine
    }

    /// Hears how it goes. Gives whether that was about this wait, and a link was sent.
    pub(crate) fn progress(&mut self, context: &mut Context, progress: &Progress<'_>) -> bool {
        if !self.is_on() || progress.number != self.number {
            return false;
        }
        self.is_sending = false;
        self.is_known = true;
        self.is_offline = matches!(progress.phase, "retrying" | "offline");
        if progress.resend_at > 0 {
            self.resend_at = progress.resend_at;
        } else if progress.phase == "sent" {
            self.resend_at = context.facts.now + LOCK_MS;
        }
        self.count_down(context);
        true
    }

    /// Seconds until another email may be asked for; 0 if it may be now.
    pub(crate) fn seconds_left(&self, now: u64) -> u64 {
        self.resend_at.saturating_sub(now).div_ceil(1000)
    }

    /// Asks to be woken at the next full second as long as sending again is locked, and when all sending makes sense
    /// again: whichever is nearer, since there is one timer.
    pub(crate) fn count_down(&self, context: &mut Context) {
        let until = |at: u64| at.saturating_sub(context.facts.now);
        let second = until(self.resend_at).checked_sub(1).map(|left| left % 1000 + 1);
        let unlocked = Some(until(context.locked_until)).filter(|left| *left > 0);
        if let Some(next) = second.into_iter().chain(unlocked).min() {
            context.commands.tick(next);
        }
    }

    /// An email is being sent again.
    fn is_resending(&self) -> bool {
        self.resend != 0
    }

    /// Another email cannot be asked for just now.
    pub(crate) fn is_locked(&self, now: u64) -> bool {
        self.is_resending() || self.is_on() && !self.is_known || self.seconds_left(now) > 0
    }

    /// Sends another link. While that is locked, or on its way, nothing.
    pub(crate) fn send_again(&mut self, context: &mut Context) {
        if self.is_on() && !self.is_locked(context.facts.now) {
            context.clear();
            self.resend = context.commands.resend();
        }
    }

    /// Whether an answer is that to sending again.
    pub(crate) fn was_sent_again(&mut self, context: &mut Context, number: u64) -> bool {
        let is_mine = self.is_resending() && number == self.resend;
        if is_mine {
            self.resend = 0;
            context.say(Text::Sent);
            self.lock(context, LOCK_MS);
        }
        is_mine
    }

    /// Whether a refusal is that of sending again. It is shown then.
    pub(crate) fn was_not_sent_again(
        &mut self,
        context: &mut Context,
        number: u64,
        why: &Refusal<'_>,
    ) -> bool {
        let is_mine = self.is_resending() && number == self.resend;
        if is_mine {
            self.resend = 0;
            context.refused(why, &[]);
            self.lock(context, why.retry_after * 1000);
        }
        is_mine
    }

    /// Locks sending again, without shortening the lock that there is.
    fn lock(&mut self, context: &mut Context, ms: u64) {
        if self.seconds_left(context.facts.now) == 0 {
            self.resend_at = context.facts.now + ms;
        }
        self.count_down(context);
    }

    /// A code alone was sent: the same lock without a wait.
    pub(crate) fn code_sent(&mut self, context: &mut Context) {
        *self = Self { resend_at: context.facts.now + LOCK_MS, ..Self::default() };
        self.count_down(context);
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::Wait;
    use crate::context::Context;
    use crate::event::{Progress, Refusal};
    use crate::facts::Facts;
    use crate::wire::Reader;

    fn at(now: u64) -> Context {
        let mut context = Context::new(Facts::new(Rc::default()));
        later(&mut context, now);
        context
    }

    fn later(context: &mut Context, now: u64) {
        if let Some(facts) = Rc::get_mut(&mut context.facts) {
            facts.now = now;
        }
    }

    /// The commands since the last time.
    fn commands(context: &mut Context) -> String {
        context.commands.take("").replace('\u{1e}', "|").replace('\u{1f}', " ")
    }

    fn heard(number: u64, phase: &str, resend_at: u64) -> Progress<'_> {
        Progress { number, phase, resend_at }
    }

    #[test]
    fn sending_again_is_locked_until_the_server_says() {
        let (mut wait, mut context) = (Wait::default(), at(1_000));
        wait.send(&mut context, "sign_in", "idn_1", "https://a.test/");
        assert!(wait.progress(&mut context, &heard(1, "sent", 31_500)));
        assert_eq!(wait.seconds_left(1_000), 31);
        assert_eq!(commands(&mut context), "|send_link 1 sign_in idn_1 https://a.test/|tick 500");
        wait.send_again(&mut context);
        assert_eq!(commands(&mut context), "");
        later(&mut context, 31_500);
        wait.send_again(&mut context);
        assert_eq!(commands(&mut context), "|resend 2");
        wait.send_again(&mut context);
        assert_eq!(commands(&mut context), "", "one is on its way");
    }

    #[test]
    fn the_countdown_is_woken_on_full_seconds_and_ends() {
        let (mut wait, mut context) = (Wait::default(), at(1_000));
        wait.resume(&mut context, "", "", "/");
        wait.send_again(&mut context);
        assert_eq!(
            commands(&mut context),
            "|await_link 1   /",
            "nobody knows yet whether it is locked"
        );
        wait.progress(&mut context, &heard(1, "waiting", 2_700));
        assert_eq!(commands(&mut context), "|tick 700");
        later(&mut context, 1_700);
        wait.count_down(&mut context);
        assert_eq!(commands(&mut context), "|tick 1000");
        later(&mut context, 2_700);
        wait.count_down(&mut context);
        assert_eq!(commands(&mut context), "");
    }

    #[test]
    fn without_a_word_from_the_server_it_is_locked_for_half_a_minute() {
        let (mut wait, mut context) = (Wait::default(), at(0));
        wait.send(&mut context, "", "", "");
        wait.progress(&mut context, &heard(1, "sent", 0));
        assert_eq!(wait.seconds_left(0), 30);
    }

    #[test]
    fn too_many_requests_lock_it_as_long_as_they_say() {
        let (mut wait, mut context) = (Wait::default(), at(0));
        wait.resume(&mut context, "", "", "/");
        wait.progress(&mut context, &heard(1, "waiting", 0));
        wait.send_again(&mut context);
        let refusal = Refusal::read(&mut Reader::new("\u{1f}\u{1f}7"));
        assert!(wait.was_not_sent_again(&mut context, 2, &refusal));
        assert_eq!(wait.seconds_left(0), 7);
    }

    #[test]
    fn progress_of_an_earlier_wait_changes_nothing() {
        let (mut wait, mut context) = (Wait::default(), at(0));
        wait.resume(&mut context, "", "", "/");
        wait.cancel(&mut context);
        wait.resume(&mut context, "", "", "/");
        assert!(!wait.progress(&mut context, &heard(1, "offline", 9_000)));
        assert!(!wait.is_offline);
        assert!(!wait.has_ended(1));
        assert!(wait.has_ended(2));
    }
}
