//! SignUp. Pure.
use maud::{Markup, html};
use crate::component::Widget;
use crate::context::Context;
use crate::event::Event;
pub(crate) const CLASS: &str = "cl-rootBox";
#[derive(Debug, Default)]
pub(crate) struct SignUp;
impl Widget for SignUp {
    fn update(&mut self, _: &mut Context, _: Event) {}
    fn view(&self, _: &Context) -> Markup { html! {} }
}
