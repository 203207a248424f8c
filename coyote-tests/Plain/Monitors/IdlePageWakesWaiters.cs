using Microsoft.Coyote.Specifications;

namespace PgmapCheck.Plain.Monitors;

/// <summary>
/// An idle page wakes its waiters. What a deadlock is, Coyote sees by itself; this it sees beside tasks that never
/// stop.
/// </summary>
public sealed class IdlePageWakesWaiters : Monitor
{
    /// <summary>Somebody uses the page.</summary>
    [Start]
    [Cold]
    [OnEventGotoState(typeof(PageBecomesIdle), typeof(Idle))]
    [OnEventGotoState(typeof(WaiterSleeps), typeof(Waiting))]
    [IgnoreEvents(typeof(PageTaken), typeof(WaiterRuns))]
    private sealed class InUse : State;

    /// <summary>Somebody uses the page, and somebody sleeps.</summary>
    [OnEventGotoState(typeof(PageBecomesIdle), typeof(Owed))]
    [OnEventGotoState(typeof(WaiterRuns), typeof(InUse))]
    [IgnoreEvents(typeof(PageTaken), typeof(WaiterSleeps))]
    private sealed class Waiting : State;

    /// <summary>Nobody uses the page, and nobody sleeps.</summary>
    [Cold]
    [OnEventGotoState(typeof(PageTaken), typeof(InUse))]
    [OnEventGotoState(typeof(WaiterSleeps), typeof(Owed))]
    [IgnoreEvents(typeof(PageBecomesIdle), typeof(WaiterRuns))]
    private sealed class Idle : State;

    /// <summary>Nobody uses the page, and somebody sleeps.</summary>
    [Hot]
    [OnEventGotoState(typeof(WaiterRuns), typeof(Idle))]
    [OnEventGotoState(typeof(PageTaken), typeof(Waiting))]
    [IgnoreEvents(typeof(PageBecomesIdle), typeof(WaiterSleeps))]
    private sealed class Owed : State;
}
