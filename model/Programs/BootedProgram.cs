using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Model.Programs;

/// <summary>Starts a program's threads in a booted kernel.</summary>
public sealed class BootedProgram
{
    private readonly Linux _linux;
    private readonly RefcountProgram _program;
    private readonly DeclaredObjects _objects;

    private BootedProgram(Linux linux, RefcountProgram program)
    {
        _linux = linux;
        _program = program;
        _objects = new DeclaredObjects(linux, program);
    }

    /// <summary>The program as a scenario. Nothing has to be reached in it: what a program is to reach, nobody has
    /// said.</summary>
    /// <exception cref="ArgumentException">The program breaks a rule (<see cref="ProgramRules"/>).</exception>
    public static Scenario AsScenario(RefcountProgram program) => AsScenario(program, static (_, _, calls) => calls);

    /// <summary>The same with something around each thread's calls.</summary>
    /// <param name="program">The program.</param>
    /// <param name="around">From the kernel, the thread's number and its calls to what the thread does.</param>
    public static Scenario AsScenario(
        RefcountProgram program,
        Func<Linux, int, ImmutableArray<BootedCall>, ImmutableArray<BootedCall>> around
    )
    {
        if (ProgramRules.Check(program) is { } mistake)
        {
            throw new ArgumentException($"{program.Name}: {mistake.What}", nameof(program));
        }

        return new(program.Name, program.Summary, linux => new BootedProgram(linux, program).Start(around))
        {
            Hardware = new() { HasFullCounts = program.HasFullCounts, OneWaitQueue = program.HasOneWaitQueue },
            RunsOn = release => RunsOn(program, release),
        };
    }

    /// <summary>Whether a kernel has everything that the program calls and declares.</summary>
    public static bool RunsOn(RefcountProgram program, Release release) =>
        KernelNeed.Of(program).All(need => need.IsIn(release));

    private void Start(Func<Linux, int, ImmutableArray<BootedCall>, ImmutableArray<BootedCall>> around)
    {
        for (var i = 0; i < _program.Threads.Length; i++)
        {
            Start(_program.Threads[i], i, around);
        }
    }

    private void Start(
        ThreadDeclaration thread,
        int number,
        Func<Linux, int, ImmutableArray<BootedCall>, ImmutableArray<BootedCall>> around
    )
    {
        // Somebody holds the zero page at any time.
        Resource[] holds =
        [
            .. thread.Holds.Select(_objects.ResourceOf),
            .. number == 0 && _objects.ZeroPage is { } zero ? [zero.UserReference] : Array.Empty<Resource>(),
        ];
        ImmutableArray<BootedCall> calls = []; // known when the task is, and before anything runs
        TaskStruct? current = null;
        if (thread.Calls.Any(call => Operations.Of(call).Sleeps))
        {
            _linux.StartTask(thread.Name, _ => Make(calls), holds);
            current = _linux.Tasks[^1];
        }
        else
        {
            _linux.Start(thread.Name, () => Make(calls), holds);
        }

        calls = around(_linux, number, [.. thread.Calls.Select(call => Resolve(call, current))]);
    }

    private BootedCall Resolve(Call call, TaskStruct? current)
    {
        var operation = Operations.Of(call);
        var kind = operation.Arguments is [var one] ? one : (ArgumentKind?)null;
        var argument = call.Arguments.FirstOrDefault();
        var file = kind is ArgumentKind.File or ArgumentKind.FilePage or ArgumentKind.FileRange
            ? _objects.File(argument.Name)
            : null;
        var (first, last) = (argument.First ?? 0, argument.Last ?? argument.First ?? 0);
        var process = kind is ArgumentKind.Process ? argument.Name : null;
        var device =
            process is not null ? _objects.DeviceOf(process)
            : kind is ArgumentKind.Pgmap ? _objects.Device(argument.Name)
            : null;
        return new BootedCall
        {
            Linux = _linux,
            Operation = operation,
            Current = current,
            File = file,
            First = first,
            Last = last,
            Pages =
                kind is ArgumentKind.Page or ArgumentKind.Pages ? [.. call.Arguments.Select(_objects.PageOf)]
                : file is null ? []
                : [.. file.Pages.Skip(first).Take(last - first + 1)],
            Device = device,
            Process = process is null ? null : _objects.Process(process),
            Signal = kind is ArgumentKind.Signal ? _objects.SignalOf(argument.Name) : null,
            Copy = operation.UsesCopy ? _objects.CopyOf(argument.Name, first) : null,
            Mapping = operation.MapsP2P
                ? new P2PMapping(_linux, $"mapping by {current?.Name ?? call.ToString()}", device!.P2P!)
                : null,
        };
    }

    private static async Routine Make(ImmutableArray<BootedCall> calls)
    {
        for (var i = 0; i < calls.Length; i++)
        {
            await calls[i].Operation.Run(calls[i]);
        }
    }
}
