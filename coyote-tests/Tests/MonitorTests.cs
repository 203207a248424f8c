using Microsoft.Coyote.Coverage;
using PgmapCheck.Figures;
using PgmapCheck.Plain.Monitors;

namespace PgmapCheck.Coyote.Tests;

/// <summary>
/// Monitors of Coyote's: they see a wake-up that is lost beside a task that never stops, which is no deadlock; and
/// their coverage says what has happened to a page, and what never does.
/// </summary>
public sealed class MonitorTests
{
    private const int Schedules = 60;
    private const string Namespace = "PgmapCheck.Plain.Monitors.";

    [Fact]
    public void A_lost_wake_up_is_seen_beside_a_task_that_never_stops()
    {
        var result = Run("ReleasePagesIn418", 20);

        Assert.Contains(nameof(IdlePageWakesWaiters), result.Bug, StringComparison.Ordinal);
        Assert.Contains("liveness bug in hot state 'Owed'", result.Bug, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_bug_waiters_sleep_and_are_woken()
    {
        var (happened, never) = Events<IdlePageWakesWaiters>(Run("WaiterIn53", Schedules).Report.CoverageInfo);

        Assert.Superset(
            new HashSet<string>
            {
                "InUse: WaiterSleeps",
                "InUse: PageBecomesIdle",
                "Waiting: PageBecomesIdle",
                "Owed: WaiterRuns",
            },
            happened
        );
        Assert.Contains("Waiting: WaiterRuns", never); // nobody is woken for nothing
        Assert.Contains("Owed: PageTaken", never); // a file's lock shuts out who would take the page
    }

    [Fact]
    public void A_page_never_goes_in_use_and_is_never_taken_when_it_has_gone()
    {
        var (happened, never) = Events<PageLife>(Run("WaiterIn53", Schedules).Report.CoverageInfo);

        Assert.Equal(
            ["Absent: PageAppears", "Free: PageGoes", "Free: PageTaken", "InUse: PageBecomesIdle", "Untold: PageFreed"],
            happened.Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["Gone: PageAppears", "Gone: PageTaken", "InUse: PageGoes", "Untold: PageGoes", "Untold: PageTaken"],
            never.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void With_the_bug_nobody_ever_hears_that_the_page_is_idle()
    {
        var coverage = Run("ReleasePagesIn418", 20).Report.CoverageInfo;

        Assert.Contains("Untold: PageFreed", Events<PageLife>(coverage).Never);
        Assert.Contains("Owed: WaiterRuns", Events<IdlePageWakesWaiters>(coverage).Never);
    }

    private static PlainResult Run(string name, int schedules) =>
        EntryPoint.All.Single(entry => entry.Name == $"MonitorTests.{name}").Run(schedules);

    // The pairs of state and event that a monitor has a transition for: those that were taken, and those that never
    // were.
    private static (HashSet<string> Happened, HashSet<string> Never) Events<TMonitor>(CoverageInfo coverage)
    {
        var (happened, never) = (new HashSet<string>(), new HashSet<string>());
        var prefix = Namespace + typeof(TMonitor).Name + ".";
        foreach (var (state, events) in coverage.RegisteredMonitorEvents)
        {
            if (state.StartsWith(prefix, StringComparison.Ordinal))
            {
                var seen = coverage.MonitorEventInfo.GetEventsProcessed(state).ToHashSet();
                foreach (var name in events)
                {
                    (seen.Contains(name) ? happened : never).Add(
                        $"{state[prefix.Length..]}: {name[Namespace.Length..]}"
                    );
                }
            }
        }

        return (happened, never);
    }
}
