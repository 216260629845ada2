//! UserButton. Pure.
use maud::{Markup, html};
use crate::component::Widget;
use crate::context::Context;
use crate::event::{Act, Refusal};
use crate::facts::Facts;
use crate::wire::Pairs;
#[derive(Debug, Default)]
pub(crate) struct UserButton {}
impl Widget for UserButton {
    fn enter(&mut self, _: &Facts, _: &mut Context, _: bool) {}
    fn act(&mut self, _: &Facts, _: &mut Context, _: &Act<'_>) {}
    fn done(&mut self, _: &Facts, _: &mut Context, _: u64, _: Pairs<'_>) {}
    fn refused(&mut self, _: &Facts, _: &mut Context, _: u64, _: &Refusal<'_>) {}
    fn changed(&mut self, _: &Facts, _: &mut Context) {}
    fn view(&self, _: &Context) -> Markup { html! {} }
    fn class(&self) -> &'static str { "cl-rootBox" }
}
