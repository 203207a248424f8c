using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Benchmarks;

/// <summary>
/// S3: S1 and S2 on one page map that a further thread tears down. In the broken form getters ignore that the map is
/// dying.
/// </summary>
internal sealed class Combined
{
    /// <summary>What the use step reports.</summary>
    public const string NoUseAfterFree = "the page map is not used after it was freed";

    private const int Dead = 1 << 16;

    private static readonly Update s_tryGetLive = (int value, int _, out int result) =>
    {
        result = (value & Dead) == 0 ? 1 : 0;
        return value + result;
    };

    private static readonly Update s_put = (int value, int _, out int result) =>
    {
        result = value - 1 == Dead ? 1 : 0;
        return value - 1;
    };

    private static readonly Update s_kill = (int value, int _, out int result) =>
    {
        result = 0;
        return value | Dead;
    };

    private readonly Machine _machine;
    private readonly StaticKeyToggle _toggle;
    private readonly PutVersusTruncate _page;
    private readonly Cell _map;
    private readonly Cell _done;
    private readonly Cell _freed;

    private Combined(Machine machine, int putters)
    {
        _machine = machine;
        _toggle = new StaticKeyToggle(machine, 1);
        _page = new PutVersusTruncate(machine, _toggle.Key, putters);
        _map = machine.Cell("pgmap ref", 1 + putters);
        _done = machine.Cell("done");
        _freed = machine.Cell("freed");
    }

    public static ConcurrentProgram Program(BenchmarkSizes sizes, bool broken) =>
        new(
            "s3",
            machine =>
            {
                var all = new Combined(machine, sizes.Putters);
                all._toggle.AddTogglers(sizes.Togglers, false);
                for (var i = 1; i <= sizes.Putters; i++)
                {
                    machine.Fiber($"putter {i}", all.Put);
                }

                for (var i = 1; i <= sizes.Getters; i++)
                {
                    machine.Fiber($"getter {i}", broken ? all.GetDyingAndPut : all.GetAndPut);
                }

                all._page.AddWaiter(false);
                machine.Fiber("teardown", all.TearDown);
            }
        );

    private async Routine Put()
    {
        var key = await _toggle.Key.Load();
        if (await _freed.Load() != 0)
        {
            _machine.Fail(NoUseAfterFree, "a putter uses the freed page map");
        }

        await _page.Drop(key);
        await PutMap();
    }

    private async Routine GetAndPut()
    {
        if (await _map.Update(s_tryGetLive, 0) != 0)
        {
            await _page.Get();
            await Put();
        }
    }

    private async Routine GetDyingAndPut()
    {
        await _map.Add(1);
        await _page.Get();
        await Put();
    }

    private async Routine PutMap()
    {
        if (await _map.Update(s_put, 0) != 0)
        {
            await _done.Store(1);
        }
    }

    private async Routine TearDown()
    {
        await _map.Update(s_kill, 0);
        await PutMap();
        await _done.Until(static (value, _) => value == 1);
        await _freed.Store(1);
    }
}
