using Microsoft.Coyote.Specifications;

namespace PgmapCheck.Plain.Monitors;

/// <summary><c>get_user_pages</c> returns. It never sleeps where it goes round for ever, so that is no
/// deadlock.</summary>
public sealed class GetUserPagesEnds : Monitor
{
    /// <summary>Nobody is in it.</summary>
    [Start]
    [Cold]
    [OnEventGotoState(typeof(GetUserPagesBegins), typeof(UnderWay))]
    private sealed class Over : State;

    /// <summary>Somebody is in it.</summary>
    [Hot]
    [OnEventGotoState(typeof(GetUserPagesReturns), typeof(Over))]
    private sealed class UnderWay : State;
}

/// <summary>Somebody calls <c>get_user_pages</c>.</summary>
public sealed class GetUserPagesBegins : Monitor.Event;

/// <summary>And has done with it.</summary>
public sealed class GetUserPagesReturns : Monitor.Event;
