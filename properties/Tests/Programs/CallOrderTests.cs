using FsCheck;
using FsCheck.Fluent;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties.Fuzzing;

namespace PgmapCheck.Properties.Tests.Programs;

/// <summary>The clocks of calls, against the order that they stand for.</summary>
public sealed class CallOrderTests
{
    private static readonly Config s_config = Config
        .QuickThrowOnFailure.WithQuietOnSuccess(true)
        .WithMaxTest(300)
        .WithStartSize(2)
        .WithEndSize(20)
        .WithReplay(new Replay(new Rnd(20261130, 1), null));

    [Fact]
    public void A_call_is_before_another_if_threads_and_signals_lead_from_one_to_the_other() =>
        Check.One(
            s_config,
            Prop.ForAll(
                ProgramGenerator.Programs(KnownReleases.V6_15),
                (RefcountProgram program) =>
                {
                    var order = new CallOrder(program);
                    var before = Closure(order);
                    Assert.Null(order.Mistake);
                    foreach (var a in order.Uses)
                    {
                        foreach (var b in order.Uses)
                        {
                            Assert.Equal(before.Contains((a, b)), order.IsBefore(a, b));
                            Assert.Equal(before.Contains((a, b)), b.Index >= order.FirstAfter(a, b.Thread));
                        }
                    }
                }
            )
        );

    private static HashSet<(CallUse, CallUse)> Closure(CallOrder order)
    {
        var before = new HashSet<(CallUse, CallUse)>();
        foreach (var start in order.Uses)
        {
            var open = new Stack<CallUse>([start]);
            while (open.TryPop(out var use))
            {
                foreach (var next in order.Uses.Where(next => Leads(use, next) && before.Add((start, next))))
                {
                    open.Push(next);
                }
            }
        }

        return before;
    }

    private static bool Leads(CallUse use, CallUse next) =>
        (next.Thread == use.Thread && next.Index == use.Index + 1)
        || (
            use.Call.Operation == "signal"
            && next.Call.Operation == "wait"
            && use.Call.Arguments.SequenceEqual(next.Call.Arguments)
        );
}
