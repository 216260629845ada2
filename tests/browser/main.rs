//! What only a browser can show, seen as an app sees it: from JavaScript.
//!
//! Each test is a function that `<topic>.js` exports. Most replace `fetch`, so that they can give every kind
//! of answer. `server.js` needs a running `frontend-api` (`cargo xtask test browser` starts one).
//!
//! `e2e/shipped.mjs` reads the lists below, and runs the same tests on the built package.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, missing_docs, reason = "tests")]

use js_sys::{Object, Promise};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

/// Where the server is. Set `FRONTEND_API_URL` when building the tests to use another.
const SERVER: &str = match option_env!("FRONTEND_API_URL") {
    Some(url) => url,
    None => "http://127.0.0.1:4100",
};

#[wasm_bindgen(module = "/js/src/resource.js")]
extern "C" {
    fn connect(core: &JsValue);
}

#[wasm_bindgen]
extern "C" {
    /// `run.js`. It is imported when the first test runs: the browser would ask for it together with the files
    /// that the SDK imports, and of more than four requests at once the test runner may leave one unanswered.
    type Script;

    #[wasm_bindgen(method, catch, js_name = runOnCore)]
    async fn run(
        this: &Script,
        topic: &str,
        test: &str,
        core: &JsValue,
        server: &str,
    ) -> Result<(), JsValue>;
}

/// Runs a test. A failed assertion throws, and so fails the test.
async fn run(topic: &str, test: &str) -> Result<(), JsValue> {
    let core = core();
    connect(&core);
    let script = Promise::from(js_sys::eval("import('/tests/browser/run.js')")?);
    let script: Script = JsFuture::from(script).await?.unchecked_into();
    script.run(topic, test, &core, SERVER).await
}

type Create = dyn Fn(JsValue) -> Result<usize, JsValue>;
type Call = dyn Fn(usize, usize, usize, JsValue, JsValue, JsValue) -> Result<JsValue, JsValue>;

/// The core as the package connects it. There it is what the wasm exports, but here that is the tests.
fn core() -> JsValue {
    let create = Closure::<Create>::new(|api| clerk_wasm::create(&api));
    let call = Closure::<Call>::new(|instance, kind, place, this, first, second| {
        clerk_wasm::call(instance, kind, place, &this, &first, &second)
    });
    let version = env!("CARGO_PKG_VERSION").into();
    let core =
        [("create", create.into_js_value()), ("call", call.into_js_value()), ("version", version)];
    let entries = core.map(|(name, value)| js_sys::Array::of2(&name.into(), &value));
    Object::from_entries(&entries.into_iter().collect::<js_sys::Array>()).expect("entries").into()
}

/// How many functions a file of tests exports.
const fn exported(script: &str) -> usize {
    let (mut rest, mut count) = (script.as_bytes(), 0);
    while let [_, after @ ..] = rest {
        if matches!(rest, [b'\n', b'e', b'x', b'p', b'o', b'r', b't', b' ', ..]) {
            count += 1;
        }
        rest = after;
    }
    count
}

/// Makes a test of each function that `<topic>.js` exports.
macro_rules! tests {
    ($topic:ident: $($test:ident)+) => {
        #[allow(non_snake_case, reason = "the names are JavaScript's")]
        mod $topic {
            use wasm_bindgen::JsValue;
            use wasm_bindgen_test::wasm_bindgen_test;

            const EXPORTED: usize = super::exported(include_str!(concat!(stringify!($topic), ".js")));
            const LISTED: &[&str] = &[$(stringify!($test)),+];
            const _: () = assert!(EXPORTED == LISTED.len(), "each function that the file exports is listed");

            $(#[wasm_bindgen_test]
            async fn $test() -> Result<(), JsValue> {
                super::run(stringify!($topic), stringify!($test)).await
            })+
        }
    };
}

tests! { answers:
    asksSimpleRequestsWithCredentials
    anErrorOfTheServerKeepsItsCodes
    theInstanceOutlivesEveryStrangeAnswer
    anAnswerOfTenThousandLevelsTakesNothingDown
    aLoadThatFailedCanBeTriedAgain
    twoLoadsAreOne
    a401AsksOnceWhoIsHereAndNeverLoops
    many401sAtOnceAreOneQuestion
    theFirstTwoQuestionsAreAskedAtOnce
    wrongArgumentsAreNamed
}

tests! { construct:
    takesAHostAUrlOrAPublishableKey
    asksWhereTheUrlSays
    namesWhatIsWrongWithAnythingElse
    theRequestsOfALoadLeaveBeforeItReturns
    knowsNothingBeforeItIsLoaded
    theConstantsAreOnTheClassAndOnItsInstances
    methodsSurviveDestructuringAndKeepTheirIdentity
    aPageKnowsOneBrowserHoweverOftenAClerkIsMade
}

tests! { cookies:
    aBackendLearnsTheSessionAndWhenThatChanged
    aPageThatBeginsSignedOutSaysSo
    anApiOfThePagesOwnDomainTellsTheTimeItself
}

tests! { factors:
    aSignInPreparesAndAttemptsItsFirstFactors
    aPasswordMayComeWithTheSignIn
    aSignUpPreparesAndAttemptsItsVerification
    aLinkMayLeaveASecondFactorToBeGiven
    aSignUpsWaitEndsWhenItsLinkFails
    twoWaitsAreCancelledApart
    twoFirstAttemptsAtOnceAreOfOneClient
    aTabThatFrozeInItsFirstAttemptHoldsNobodyUpForLong
    aPlaceIsSentAsItsText
    whoStopsWaitingForATurnHoldsNobodyUp
}

tests! { flow:
    sendsTheLinkThenPollsUntilItIsClicked
    takesTheWireNameThatTheGuideUses
    resolvesHoweverTheLinkEnded
    aCancelSettlesAtEveryMomentAndAbortsTheRequest
    aFlowCanBeStartedAgainAfterACancel
    aNewerFlowSupersedesTheOlder
    waitingOutlivesWhatPasses
    comingBackToTheTabOrTheNetworkAsksAtOnce
    aLinkThatDiedWhileTheServerWasAwayHasExpired
    aRefusalEndsTheWaitWithItsReason
    wrongOptionsAreNamedAndNothingIsSent
    aReloadedPageWaitsOnWithoutASecondMail
}

tests! { foreign:
    whateverACallbackPromisesIsWaitedFor
    whateverARouterPromisesIsWhatNavigateResolvesTo
    parametersMayComeFromAnywhere
    addressesMayComeFromAnywhere
    anAbortSignalOfAnotherFrameCancels
    anAnswerIsOneWhoeverMadeIt
    aPageMayReplaceTheClassesOfTheBrowser
}

tests! { instances:
    aDevelopmentInstanceIsToldWhichBrowserThisIs
    twoPagesThatLoadAtOnceAreOneDevBrowser
    aTokenThatTheInstanceForgotIsReplacedOnce
    aTokenThatTheInstanceForgetsLaterIsReplacedOnceToo
    whoIsTakenForARobotStaysSignedIn
    aHostedPageHandsTheTokenOverInTheUrlAndGetsItBack
    theTokenThatCameLastIsTheOneToSend
    aProductionInstanceSeesCookiesAndNoToken
}

tests! { link_page:
    thePageBehindTheLinkFollowsTheTable
    aPageThatNamesNoWayOnTellsItsDeveloperOnce
    thePageBehindTheLinkMayAskTwiceAtOnce
    navigateUsesTheAppsRouterWithinItsOriginOnly
    noSpellingOfAPathLeadsTheAppsRouterToAnotherHost
    aUrlObjectIsAsGoodAsItsText
    aRelativeUrlIsResolvedAsALinkOfThePage
    aHostedPageWithAFragmentOfItsOwnGetsOneQuery
    whatIsOnTheHostedPagesOwnOriginGoesWithoutIt
    whatWouldRunAsScriptIsNoHostedPage
}

tests! { navigation:
    anotherOriginIsNoneOfTheRoutersBusiness
    withoutARouterTheBrowserGoes
    hostedPagesAreToldWherePeopleComeBackTo
    componentsSayOnceThatThisBuildHasNone
}

tests! { proxies:
    aWaitIsCancelledThroughAnyWrap
    aSecondLinkGoesOutWithTheOptionsOfTheFirstThroughAnyWrap
    aWaitIsSupersededAndHastenedThroughAnyWrap
    eachMethodIsOneFunctionAndActsOnWhatItWasReadFrom
    aFrameworkHearsOfWhatIsWrittenThroughItsWrap
    aWrappedSessionIsTheSession
    aSubclassAndATestMayPutMethodsOfTheirOwnInPlace
    aWrapThatThrowsOrCallsBackInLeavesTheInstanceWhole
}

tests! { resources:
    theReferenceAUserHoldsShowsTheNewState
    whatHasNotChangedKeepsItsIdentity
    anAttemptThatIsOverStaysReadable
    anOlderClientDoesNotUndoANewerOne
    objectsArePlainDataWithMethods
    theCallersObjectsStayAsTheyAre
    verifiedFromTheSameClientComparesWithThisClient
    anEmailAddressIsAddedVerifiedAndRemoved
    laterNamesAndEarlyFormsAreTheSameCode
    aSecondFactorIsReachedThroughTheSameAttempt
    listenersHearOfChangesAndANewTokenIsNone
    anOvertakenAnswerStillCompletesAnAttemptThatTheClientLetGo
    anOvertakenAnswerDoesNotTurnAUserBack
    whatIsKnownOfAUserWhoSignsInHasBothSpellings
    aLateAnswerDoesNotTurnAnAttemptBack
    noAnswerGivesAnObjectAnotherPrototype
    aFactorThatIsNullReadsAsOneWithoutFields
    factorsGoByTheNamesOfTheWireAndByLaterOnes
    whatIsWrittenToALogOpensNothing
    aTokenTellsWhatItSaysAndShowsNoneOfIt
    aFrozenResourceKeepsItsMethods
    aClientThatIsCreatedIsTaken
    whatAnAppPutsOnASessionDoesNotHideWhatChanges
}

tests! { server:
    anUnknownAddressIsATypedError
    aLinkIsSentWaitedForAndCancelled
    aRedirectToAForeignOriginIsRefused
    aMegabyteIsRefusedAndNothingIsLost
}

tests! { sessions:
    loadPicksTheLastActiveSession
    setSessionTellsTheListenersInTheOrderOfTheOriginal
    aTouchOnTheWayShowsTheSessionFromBefore
    onlyAnActiveSessionCanBeSet
    aSessionThatBeganElsewhereCanBeSet
    aBeforeEmitThatThrowsLosesNothing
    aListenerMayCallBackInAndMayThrow
    signOutEndsEverySessionOfThisBrowser
    aSignOutThatFailsChangesNothing
    aSignedOutTabLeavesTheCookieOfASignedInOne
    aSessionIsSetWithATokenThatLives
    aSignOutNavigatesBeforeAnybodyHearsOfIt
    aPageThatWasLeftAndCameBackGoesOn
    setActiveKeepsTheSessionUnlessAnotherIsNamed
    aSessionThatEndsWhileItIsSetIsNone
    aListenerThatWasTakenOffHearsNothingMore
    signingOneSessionOutLeavesTheOthers
    ofSeveralSessionsTheOneThatIsNamedEnds
    whoeverWasSignedOutByTheServerCanSignOut
    anAnswerFromBeforeTheSignOutChangesNothing
    everyWayToEndASessionReachesTheOtherTabs
    aSessionActsByRequestsOfItsOwn
    sessionsElsewhereAreAskedForAnewAndCanBeEnded
    aClientThatEndedElsewhereDoesNotComeBackByAnAnswerFromBefore
    ofSeveralClientsThatEndedNoneComesBack
    noneSaidBeforeAClientBeganDoesNotEndIt
    aClientThatBeganWhileAnotherEndedIsTaken
    aClientThatIsThereAgainHasNotEnded
}

tests! { shown:
    anAppSeesWhatTheServerSends
    anAppSeesWhyTheServerRefuses
}

tests! { tabs:
    aTabThatComesToTheFrontSaysSo
    aTabSaysSoEveryFiveSecondsAtMostAndMissesNothing
    aTabThatIsLeftAgainSaysSoOnceItIsBack
    aTabWhoseMachineSleptSaysSoAtOnce
    aTabThatDoesNotSaySoRenewsItsTokenAllTheSame
    nothingKeepsAPageOutOfTheBackForwardCache
    aSignInInAnotherTabIsOneHereAtOnce
    aTabThatComesToTheFrontLearnsWhoHasSignedIn
    whoIsSignedInAlreadyMeetsNoDeadEnd
    whoTakesThePlaceOfAnotherArrivesWhateverThisTabHeardLast
    whoLeftAndIsToldOfASessionHereGetsThatOne
    aClientThatIsRefusedItselfIsNotAskedAboutWithoutEnd
    whoeverSignedOutWhileTheAnswerWasUnderWayDoesNotArrive
    whoeverSignedOutMeanwhileDoesNotArrive
    nobodyIsMadeCurrentWhereAccountsAreKnownOrTheAppIsAboutTo
    aWaitIsOverWhenItsPersonArrivesFromElsewhere
    eachTabTellsTheOthersWhoSignsInInIt
    ofSeveralAccountsTheBackendSeesThatOfTheTabInFront
}

tests! { tokens:
    theTokenThatCameWithTheClientIsUsedFirst
    oneRequestServesAllWhoAskAtOnce
    aStaleTokenIsReplaced
    templatesAreAskedForByName
    errorsAreToldUnlessTheAppDoesNotWantThem
    anotherTabsTokenIsTakenOverIfItIsNewer
    aSignOutInAnotherTabIsCheckedWithTheServer
    theBackgroundFetchesTheNextTokenInTime
    aTokenThatLivesIsBetterThanNone
    aRequestThatIsNeverAnsweredIsGivenUp
    ofAllTabsOneFetchesTheNextToken
    aTabThatFrozeWithTheLockIsWaitedForBriefly
    aBrowserThatRefusesItsLocksGetsItsTokens
    theBackgroundLeavesAServerInTroubleInPeace
    aPageMayRefreshItsTokensItself
    aSessionThatIsGoneTakesItsTokenAlong
    aTokenThatAnotherScriptMadeUpDoesNotStick
}

tests! { user:
    aUserChangesWhatItIsCalledAndWhereItIsReached
    anEmailAddressIsPreparedAttemptedAndAskedFor
    anEmailAddressesWaitEndsWhenItsLinkExpires
    whateverAnAnswerCarriesAlongIsTaken
    aUserChangesAndRemovesThePassword
    aUserSetsUpAnAuthenticatorAppAndRemovesIt
    aUserWhoDeletesTheAccountIsSignedOutInAllTabs
    aMethodOfAUserActsInTheNameOfThatUser
    aDeletionIsNotUndoneByACheckThatBeganBeforeIt
}

tests! { views:
    whatListenersAreToldIsAnotherObjectIfItChanged
    whatHasNotChangedIsToldAsTheSameObject
    whatIsReadFromWhatListenersAreToldFollowsTheSameRule
    whatListenersAreToldCanDoAllThatTheObjectItselfCan
    anAppMayFreezeWhatItIsToldOrMakeItCircular
    theLastThatListenersWereToldIsKept
}

tests! { waits:
    anotherTabThatVerifiedIsHeardAtOnce
    aCodeTypedHereEndsTheWaitForTheLink
    signingInByAnotherWayEndsTheWait
    aTabLeavesTheAskingToTheTabThatLeads
    aFrozenTabLeadsNobody
    anotherLinkIsSentForTheSameWaitOnDemandOnly
    pollsAreHeldOnlyWhereTheServerSaysThatItCan
    aLinkThatDiedBeforeTheFirstAnswerHasExpired
    aServerThatIsBackHasTheLastWordOnTheExpiry
    aPollThatIsNeverAnsweredDoesNotOutlastTheLink
    aLinkWhoseSendingWasNotConfirmedIsWaitedForIfItIsOut
    aPollThatIsNeverAnsweredIsMadeAgain
    anotherEmailAddressForTheSignUpEndsTheWait
    aLeaderThatEndsOrGoesAwayLeavesTheAskingAtOnce
    aSignOutEndsTheWaitForAnEmailAddress
    aCheckThatACancelInterruptedIsNotTheLast
    aWrongSecondStartLeavesTheFirstWaitAlone
    aTabThatIsLeftDoesNotAskAgainForThat
    aSignalOfAnotherFrameCancelsAsWell
    aLinkLivesAsLongWhateverTheClockOfTheMachineSays
    aClockThatIsSetInTheMiddleEndsNoWaitEarlyOrLate
    tabsShareTheirPollsWhateverTheClockSays
    aTabThatJoinsAsksWhoLeadsAndMakesNoPolls
    aTabThatLeadsSaysSoAtOnceAndYieldsToOneThatGoesBeforeIt
    aLostAnswerIsLookedUpHereWhicheverTabLeads
    anotherAccountThatSignsInEndsNoWaitWhereSeveralHaveRoom
    switchingAccountsEndsOnlyTheWaitsOfAnAccountThatIsGone
    aLookGoesOnAlthoughAnotherTabBeginsToPoll
}
