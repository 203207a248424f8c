using Microsoft.Coyote.Specifications;

namespace PgmapCheck.Plain.Monitors;

/// <summary>The life of a page: whoever owns it hears of each time that it becomes idle, and nobody takes it when it
/// has gone.</summary>
public sealed class PageLife : Monitor
{
    /// <summary>Its memory is not there yet.</summary>
    [Start]
    [Cold]
    [OnEventGotoState(typeof(PageAppears), typeof(Free))]
    private sealed class Absent : State;

    /// <summary>Nobody uses it, and its owner knows.</summary>
    [Cold]
    [OnEventGotoState(typeof(PageTaken), typeof(InUse))]
    [OnEventGotoState(typeof(PageGoes), typeof(Gone))]
    [IgnoreEvents(typeof(PageFreed), typeof(PageBecomesIdle))]
    private sealed class Free : State;

    /// <summary>Somebody uses it.</summary>
    [OnEventGotoState(typeof(PageBecomesIdle), typeof(Untold))]
    [OnEventDoAction(typeof(PageGoes), nameof(GoesInUse))]
    [IgnoreEvents(typeof(PageTaken), typeof(PageFreed))]
    private sealed class InUse : State;

    /// <summary>Nobody uses it, and its owner does not know yet.</summary>
    [Hot]
    [OnEventGotoState(typeof(PageFreed), typeof(Free))]
    [OnEventGotoState(typeof(PageTaken), typeof(InUse))]
    [OnEventGotoState(typeof(PageGoes), typeof(Gone))]
    [IgnoreEvents(typeof(PageBecomesIdle))]
    private sealed class Untold : State;

    /// <summary>Its memory was removed.</summary>
    [Cold]
    [OnEventDoAction(typeof(PageTaken), nameof(TakenAfterwards))]
    [OnEventGotoState(typeof(PageAppears), typeof(Free))]
    [IgnoreEvents(typeof(PageFreed), typeof(PageBecomesIdle))]
    private sealed class Gone : State;

    private void GoesInUse() => Assert(false, "a page goes while it is in use");

    private void TakenAfterwards() => Assert(false, "a page is taken after it has gone");
}
