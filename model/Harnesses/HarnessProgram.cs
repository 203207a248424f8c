using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using PgmapCheck.Model.Harnesses.Primitives;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Text;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;

namespace PgmapCheck.Model.Harnesses;

/// <summary>A harness as a program to check: its blocks are fibers, all memory is generic.</summary>
public static class HarnessProgram
{
    /// <summary>The program.</summary>
    /// <param name="text">The harness on a tree.</param>
    /// <param name="name">What reports call it.</param>
    public static ConcurrentProgram Of(HarnessText text, string name) => new(name, machine => Fill(machine, text));

    private static void Fill(Machine machine, HarnessText text)
    {
        var harness = text.Harness;
        // Nothing of the release is run: it is what a machine is booted with.
        var linux = new Linux(machine, KnownReleases.V6_1 with { Text = text.Code }, new Hardware());
        var world = (TextWorld)linux.Booted!;
        var started = machine.Cell("init has run", harness.HasInit ? 0 : 1, isDetail: true);
        var running = machine.Cell("threads that run", harness.Threads.Length, isDetail: true);
        if (harness.HasInit)
        {
            Start(linux, "init", task => Init(world, task, started), ThreadRole.Alone);
        }

        foreach (var (name, function) in harness.Threads)
        {
            var end = $"thread \"{name}\" runs to its end";
            var returns =
                text.IsSeeded || harness.Expects is { IsEmpty: false } ? machine.Ghost(end) : linux.Outcome(end);
            Start(
                linux,
                name,
                task =>
                    Thread(
                        world,
                        task,
                        function,
                        harness.HasInit ? started : null,
                        harness.HasEnd ? running : null,
                        returns
                    )
            );
        }

        for (var i = 0; i < harness.Callbacks; i++)
        {
            var slot = i;
            Start(linux, $"RCU callbacks {i + 1}", task => RcuCallbacks.Serve(world, task, slot), ThreadRole.Server);
        }

        Serve(linux, world, GenericWork.Places, "work", GenericWork.Serve);
        Serve(linux, world, GenericTimers.Places, "timer", GenericTimers.Serve);
        if (harness.HasEnd)
        {
            Start(linux, "end", task => End(world, task, running, harness.Callbacks), ThreadRole.Alone);
        }

        machine.Properties.AtEnd(KernelRules.MemoryIsFreed, state => GenericAllocation.FindLeak(world, state));
    }

    // Threads for what is called later, where something is.
    private static void Serve(
        Linux linux,
        TextWorld world,
        DeferredCalls calls,
        string name,
        Func<TextWorld, TaskStruct, int, int, Routine> serve
    )
    {
        var places = ServersOf(world, calls);
        for (var i = 0; i < places; i++)
        {
            var place = i;
            Start(linux, $"{name} {i + 1}", task => serve(world, task, place, places), ThreadRole.Server);
        }
    }

    private static int ServersOf(TextWorld world, DeferredCalls calls) =>
        world.Generic.ServersOf.GetValueOrDefault(calls.Name);

    private static void Start(
        Linux linux,
        string name,
        Func<TaskStruct, Routine> body,
        ThreadRole role = ThreadRole.Thread
    )
    {
        var task = linux.Tasks.Add(new TaskStruct(linux, name, linux.Tasks.Count + 1));
        ((TextWorld)linux.Booted!).Generic.Roles[task.Number] = role;
        linux.Machine.Fiber(name, () => body(task), isDaemon: role == ThreadRole.Server);
    }

    private static async Routine Init(TextWorld world, TaskStruct task, Cell started)
    {
        await Block(world, task, Harness.InitFunction);
        await started.Store(1, MemoryOrder.Release);
    }

    private static async Routine Thread(
        TextWorld world,
        TaskStruct task,
        string function,
        Cell? started,
        Cell? running,
        Resource returns
    )
    {
        if (started is not null)
        {
            await started.Until(static (value, _) => value == 1);
        }

        await Block(world, task, function);
        world.Linux.Machine.Hold(returns);
        if (running is not null)
        {
            await running.Add(-1);
        }
    }

    private static async Routine End(TextWorld world, TaskStruct task, Cell running, int callbacks)
    {
        await running.Until(static (value, _) => value == 0);
        await GenericWork.Places.AwaitIdle(world, task, ServersOf(world, GenericWork.Places));
        await GenericTimers.Places.AwaitIdle(world, task, ServersOf(world, GenericTimers.Places));
        await RcuCallbacks.Await(world, task, callbacks);
        await Block(world, task, Harness.EndFunction);
    }

    private static async Routine Block(TextWorld world, TaskStruct task, string function)
    {
        var outcome = await world.Invoke(function, new TextContext(world, task, "", null), [], ThreadMemory.Empty);
        if (outcome.Memory.IsAtomic)
        {
            world.Linux.Machine.Fail(KernelRules.ContextIsLeft, $"{task.Name} ends, and {outcome.Memory.WhyAtomic}");
        }
    }
}
