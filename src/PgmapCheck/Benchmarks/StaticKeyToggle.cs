using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Benchmarks;

/// <summary>
/// S1: threads switch a static key on, check it, and switch it off. In the broken form the counter is changed outside
/// the mutex (the kernel's dev_pagemap_get_ops of 2018).
/// </summary>
internal sealed class StaticKeyToggle
{
    /// <summary>What the check step reports.</summary>
    public const string KeyIsOn = "the key is on while a thread uses it";

    private readonly Machine _machine;
    private readonly Cell _enabled;
    private readonly Cell _key;
    private readonly Mutex _mutex;

    public StaticKeyToggle(Machine machine, int users)
    {
        _machine = machine;
        _enabled = machine.Cell("en", users);
        _key = machine.Cell("key", users > 0 ? 1 : 0);
        _mutex = machine.Mutex("mtx");
    }

    /// <summary>The key, for the other roles of S3.</summary>
    public Cell Key => _key;

    public static ConcurrentProgram Program(BenchmarkSizes sizes, bool broken) =>
        new(
            "s1",
            machine =>
            {
                var toggle = new StaticKeyToggle(machine, 0);
                toggle.AddTogglers(sizes.Togglers, broken);
            }
        );

    public void AddTogglers(int count, bool broken)
    {
        for (var i = 1; i <= count; i++)
        {
            _machine.Fiber($"toggler {i}", broken ? ToggleRacing : Toggle);
        }
    }

    private async Routine Toggle()
    {
        await _mutex.Acquire();
        if (await _enabled.Add(1) == 1)
        {
            await _key.Store(1);
        }

        await _mutex.Release();
        await Check();
        await _mutex.Acquire();
        if (await _enabled.Add(-1) == 0)
        {
            await _key.Store(0);
        }

        await _mutex.Release();
    }

    private async Routine ToggleRacing()
    {
        if (await _enabled.Add(1) == 1)
        {
            await _mutex.Acquire();
            if (await _key.Load() == 0)
            {
                await _key.Store(1);
            }

            await _mutex.Release();
        }

        await Check();
        if (await _enabled.Add(-1) == 0)
        {
            await _mutex.Acquire();
            if (await _key.Load() == 1)
            {
                await _key.Store(0);
            }

            await _mutex.Release();
        }
    }

    private async Routine Check()
    {
        if (await _key.Load() == 0)
        {
            _machine.Fail(KeyIsOn, "a thread between its enable and its disable finds the key off");
        }
    }
}
