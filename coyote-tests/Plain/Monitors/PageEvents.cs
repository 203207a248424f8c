using Microsoft.Coyote.Specifications;

namespace PgmapCheck.Plain.Monitors;

/// <summary>What happens to a page, told to monitors.</summary>
public abstract class PageEvent : Monitor.Event;

/// <summary>The struct page comes with the memory.</summary>
public sealed class PageAppears : PageEvent;

/// <summary>The count goes above that of an idle page.</summary>
public sealed class PageTaken : PageEvent;

/// <summary>The count goes down to that of an idle page.</summary>
public sealed class PageBecomesIdle : PageEvent;

/// <summary>The driver, or whoever is in its place, is told.</summary>
public sealed class PageFreed : PageEvent;

/// <summary>The struct page goes with the memory.</summary>
public sealed class PageGoes : PageEvent;

/// <summary>Somebody sleeps until the page is idle.</summary>
public sealed class WaiterSleeps : PageEvent;

/// <summary>Somebody runs again who slept.</summary>
public sealed class WaiterRuns : PageEvent;
