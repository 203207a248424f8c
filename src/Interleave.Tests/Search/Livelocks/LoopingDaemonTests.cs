using static Interleave.Tests.Search.Livelocks.LivelockAssert;
using static Interleave.Tests.Search.Livelocks.LoopingRoutines;

namespace Interleave.Tests.Search.Livelocks;

/// <summary>Daemons, which need not return and may go round.</summary>
public sealed class LoopingDaemonTests
{
    [Fact]
    public void A_daemon_may_go_round_when_all_others_have_returned()
    {
        AssertEnds(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("daemon", () => SpinUntil(x, 2), true);
            machine.Fiber("other", async () => await x.Store(1));
        });
    }

    [Fact]
    public void A_daemon_that_goes_round_while_a_fiber_waits_for_it_is_a_livelock()
    {
        AssertLivelock(
            "daemon goes round for ever, and client never gets on",
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("daemon", () => SpinUntil(x, 2), true);
                machine.Fiber("client", () => Wait(x));
            }
        );
    }
}
