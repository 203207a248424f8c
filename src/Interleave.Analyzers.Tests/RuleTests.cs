using Interleave.CodeFixes;

namespace Interleave.Analyzers.Tests;

/// <summary>Each rule finds what the engine would refuse, and lets pass what it takes.</summary>
public sealed class RuleTests
{
    [Fact]
    public System.Threading.Tasks.Task A_step_that_is_dropped_or_kept() =>
        Source.Check<AwaitAnalyzer>(
            """
                async Routine Body()
                {
                    {|INTL0001:_x.Store(1)|};
                    _ = {|INTL0001:_x.Add(1)|};
                    var step = {|INTL0001:_x.Load()|};
                    var callee = {|INTL0001:Callee()|};
                    await step;
                    await callee;
                }

                async Routine<int> Callee() => await _x.Load();
            """
        );

    [Fact]
    public System.Threading.Tasks.Task What_is_awaited_or_returned_is_fine() =>
        Source.Check<AwaitAnalyzer>(
            """
                async Routine Body(bool both)
                {
                    await _x.Store(1);
                    await (both ? Callee() : Other());
                    if (await _x.CompareExchange(0, 1))
                    {
                        var value = await _x.Load() + await Callee();
                    }
                }

                async Routine<int> Callee() => await _x.Load();

                Routine<int> Other() => Callee();

                void Fill(Machine machine) => machine.Fiber("a", () => Body(true));
            """
        );

    [Fact]
    public System.Threading.Tasks.Task An_await_is_put_before_a_step() =>
        Source.Fix<AwaitAnalyzer, AwaitFix>(
            """
                async Routine Body()
                {
                    await _x.Load();
                    {|INTL0001:_x.Store(1)|}; // the flag
                    var value = {|INTL0001:_x.Load()|};
                }
            """,
            """
                async Routine Body()
                {
                    await _x.Load();
                    await _x.Store(1); // the flag
                    var value = await _x.Load();
                }
            """
        );

    [Fact]
    public System.Threading.Tasks.Task A_task_in_a_routine() =>
        Source.Check<AwaitAnalyzer>(
            """
                async Routine Body()
                {
                    {|INTL0002:await Task.Delay(1)|};
                    {|INTL0002:await Task.Yield()|};
                    await _x.Load();
                }

                async Task Elsewhere() => await Task.Delay(1);
            """
        );

    [Fact]
    public System.Threading.Tasks.Task A_function_that_captures() =>
        Source.Check<SharedStateAnalyzer>(
            """
                private readonly int _limit = 3;

                async Routine Body(int wanted)
                {
                    await _x.Until({|INTL0003:(value, _) => value == wanted|});
                    await _x.Until({|INTL0003:(value, _) => value < _limit|});
                    await _x.Until(static (value, argument) => value == argument, wanted);
                    await _x.Until((value, _) => value == 0);
                }
            """
        );

    [Fact]
    public System.Threading.Tasks.Task A_routine_that_writes_what_is_not_its_own() =>
        Source.Check<SharedStateAnalyzer>(
            """
                private int _seen;

                void Fill(Machine machine)
                {
                    var turns = 0;
                    var width = 0;
                    width = 2;
                    machine.Fiber(
                        "a",
                        async () =>
                        {
                            {|INTL0004:turns++|};
                            await _x.Store(width);
                        }
                    );
                }

                async Routine Body(int argument)
                {
                    var mine = await _x.Load();
                    mine += 1;
                    argument = mine;
                    {|INTL0004:_seen = mine|};
                    {|INTL0004:s_count += argument|};
                    await _x.Store(mine);
                }

                void Elsewhere() => _seen = 1;
            """
        );

    [Fact]
    public System.Threading.Tasks.Task A_foreach_around_an_await() =>
        Source.Check<KeptAcrossAwaitAnalyzer>(
            """
                async Routine Body(string name)
                {
                    {|INTL0005:foreach|} (var cell in _cells)
                    {
                        await cell.Load();
                    }

                    foreach (var letter in name)
                    {
                        await _x.Store(letter);
                    }

                    foreach (var cell in _cells)
                    {
                        _ = cell.Name;
                    }
                }
            """
        );

    [Fact]
    public System.Threading.Tasks.Task A_foreach_becomes_a_for() =>
        Source.Fix<KeptAcrossAwaitAnalyzer, ForFix>(
            """
                async Routine Body()
                {
                    {|INTL0005:foreach|} (var cell in _cells)
                    {
                        await cell.Load();
                    }
                }
            """,
            """
                async Routine Body()
                {
                    for (var i = 0; i < _cells.Length; i++)
                    {
                        var cell = _cells[i];
                        await cell.Load();
                    }
                }
            """
        );

    [Fact]
    public System.Threading.Tasks.Task An_object_that_can_change() =>
        Source.Check<KeptAcrossAwaitAnalyzer>(
            """
                sealed class Box { public int Value; }

                sealed class Pair(int a) { public readonly int A = a; }

                async Routine Body()
                {
                    var {|INTL0006:seen = new List<int>()|};
                    var {|INTL0006:box = new Box()|};
                    var before = new List<int> { 1 };
                    var count = before.Count;
                    var pair = new Pair(1);
                    await _x.Load();
                    seen.Add(count + pair.A + box.Value);
                    var after = new int[2];
                    after[0] = 1;
                }

                async Routine Branch(bool leaves)
            {
                var seen = new List<int>();
                if (leaves)
                {
                    await _x.Load();
                    return;
                }

                seen.Add(1);
            }

            async Routine Loop()
                {
                    var {|INTL0006:seen = new List<int>()|};
                    for (var i = 0; i < 2; i++)
                    {
                        seen.Add(i);
                        await _x.Load();
                    }
                }
            """
        );
}
