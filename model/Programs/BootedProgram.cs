using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Memremap;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Model.Programs;

/// <summary>Declares what a program names in a booted kernel, and starts its threads.</summary>
public sealed class BootedProgram
{
    private readonly Linux _linux;
    private readonly RefcountProgram _program;
    private readonly Dictionary<string, BootedDevice> _devices = [];
    private readonly Dictionary<string, DaxFile> _files = [];
    private readonly Dictionary<string, Page> _ordinary = [];
    private readonly Dictionary<string, AddressSpace> _processes = [];
    private readonly Dictionary<string, Cell> _signals = [];
    private readonly Dictionary<(string File, int Index), Resource> _copies = [];
    private Page? _zeroPage;

    private BootedProgram(Linux linux, RefcountProgram program)
    {
        _linux = linux;
        _program = program;
    }

    /// <summary>The program as a scenario. Nothing has to be reached in it: what a program is to reach, nobody has said.</summary>
    /// <exception cref="ArgumentException">The program breaks a rule (<see cref="ProgramRules"/>).</exception>
    public static Scenario AsScenario(RefcountProgram program) => AsScenario(program, static (_, _, calls) => calls);

    /// <summary>The same with something around each thread's calls.</summary>
    /// <param name="program">The program.</param>
    /// <param name="around">From the kernel, the thread's number and its calls to what the thread does.</param>
    public static Scenario AsScenario(
        RefcountProgram program, Func<Linux, int, ImmutableArray<BootedCall>, ImmutableArray<BootedCall>> around)
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
        program.Threads.All(thread => thread.Calls.All(call => Operations.Of(call).IsIn(release)))
        && program.Pgmaps.All(pgmap => HasType(release, pgmap.Type) && (pgmap is not { Type: MemoryType.Private, LacksPageFree: true } || release.Memremap.Has(TeardownDuties.OwnsReference)))
        && program.Files.All(file => Scenario.HasFsDaxPages(release) && HasFileSystem(release, file.FileSystem)
            && (!file.IsShared || release.DaxAssociation.SharesPages)
            && (!file.IsHuge || release.HugeEntries is not null)) // later one folio has one count, which the model's pages do not
        && (release.Unpin.HasPins || program.Threads.All(thread => thread.Holds.All(h => h.Kind != HoldingKind.Pin)))
        && (Scenario.HasManagedKey(release) || program.Threads.All(thread => thread.Holds.All(h => h.Kind != HoldingKind.Key)));

    private static bool HasType(Release release, MemoryType type) => type switch
    {
        MemoryType.Unmanaged => release.Config.ZoneDevice,
        MemoryType.Private => Scenario.HasPrivateMemory(release),
        MemoryType.Public => Scenario.HasDevicePages(release) && release.Hmm.OffersDevmem,
        MemoryType.P2PDma => Scenario.HasDevicePages(release) && release.P2PDma.HasMemory,
        _ => Scenario.HasDevicePages(release),
    };

    private static bool HasFileSystem(Release release, FileSystem fileSystem) => fileSystem switch
    {
        FileSystem.Fuse => release.HasFuseDax,
        FileSystem.Ext2 => release.HasExt2Dax,
        _ => true,
    };

    private void Start(Func<Linux, int, ImmutableArray<BootedCall>, ImmutableArray<BootedCall>> around)
    {
        DeclareDevices();
        foreach (var file in _program.Files)
        {
            _zeroPage ??= file.IsSparse ? _linux.Pages.Add(new Page(_linux, "zero page", null, 1)) : null;
            ImmutableArray<Page> pages = [.. _devices[file.Pgmap].Pgmap.Pages.Skip(file.First).Take(file.Count)];
            _files[file.Name] = _linux.Files.Add(new DaxFile(
                _linux, file.Name, file.FileSystem, pages, file.IsMapped, file.IsHuge ? file.Count : 1,
                file.IsSparse ? _zeroPage : null, file.IsShared));
        }

        foreach (var name in _program.OrdinaryPages)
        {
            var references = HeldAtFirst(new Argument(name));
            _ordinary[name] = _linux.Pages.Add(new Page(_linux, name, null, references == 0 ? -1 : references)); // nobody's is free
        }

        foreach (var process in _program.Processes)
        {
            Declare(process);
        }

        DeclareHoldings();
        for (var i = 0; i < _program.Threads.Length; i++)
        {
            Start(_program.Threads[i], i, around);
        }
    }

    private void DeclareDevices()
    {
        foreach (var pgmap in _program.Pgmaps)
        {
            var processes = _program.Processes.Where(process => process.Pgmap == pgmap.Name).ToArray();
            var users = Enumerable.Range(0, pgmap.Pages).Min(i => HeldAtFirst(new Argument(pgmap.Name, i)));
            users += processes.Any(process => process.Start == ProcessStart.Device) ? 1 : 0;
            _devices[pgmap.Name] = new BootedDevice(_linux, pgmap, new PgmapStart(pgmap.Pages, pgmap.IsBound, users, true)
            {
                LacksPageFree = pgmap.LacksPageFree,
                Overlaps = pgmap.Over is { } other ? _devices[other].Pgmap : null,
                IsAnonymous = processes.Length > 0,
            });
        }
    }

    // As in the scenarios of private memory: a page that it may come back to is not there yet.
    private void Declare(ProcessDeclaration process)
    {
        var device = _devices[process.Pgmap].Hmm!;
        var ram = process.Start == ProcessStart.Ram ? Ram(1) : null;
        ImmutableArray<Page> pages = ram is null ? [Ram(-1)] : [ram, Ram(-1)];
        var mapped = process.Start == ProcessStart.Device ? device.Pgmap.Pages[0] : ram;
        _processes[process.Name] = _linux.AddressSpaces.Add(new AddressSpace(_linux, process.Name, device, pages, mapped));
    }

    private Page Ram(int mappings) =>
        _linux.Pages.Add(new Page(_linux, $"ram page {_linux.Pages.Count}", null, mappings, isAnonymous: true));

    // What the device was not declared with; a page map declares as many references as all its pages have.
    private void DeclareHoldings()
    {
        foreach (var pgmap in _program.Pgmaps)
        {
            var counts = Enumerable.Range(0, pgmap.Pages).Select(i => HeldAtFirst(new Argument(pgmap.Name, i))).ToArray();
            for (var i = 0; i < counts.Length; i++)
            {
                for (var more = counts[i] - counts.Min(); more > 0; more--)
                {
                    _devices[pgmap.Name].Pgmap.Pages[i].AddReferencesAtBoot(1);
                }
            }
        }

        foreach (var holding in _program.Threads.SelectMany(thread => thread.Holds))
        {
            if (holding.Kind == HoldingKind.Pin)
            {
                PageOf(holding.Of).AddReferencesAtBoot(Page.PinBias);
            }
            else if (holding.Kind == HoldingKind.Key)
            {
                _linux.AddKeyUserAtBoot("driver");
            }
        }
    }

    private int HeldAtFirst(Argument page) => _program.Threads.Sum(
        thread => thread.Holds.Count(holding => holding.Kind == HoldingKind.Reference && holding.Of == page));

    private void Start(
        ThreadDeclaration thread, int number, Func<Linux, int, ImmutableArray<BootedCall>, ImmutableArray<BootedCall>> around)
    {
        // Somebody holds the zero page at any time.
        Resource[] holds = [.. thread.Holds.Select(ResourceOf), .. number == 0 && _zeroPage is not null ? [_zeroPage.UserReference] : Array.Empty<Resource>()];
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
        var file = kind is ArgumentKind.File or ArgumentKind.FilePage or ArgumentKind.FileRange ? _files[argument.Name] : null;
        var (first, last) = (argument.First ?? 0, argument.Last ?? argument.First ?? 0);
        var process = kind is ArgumentKind.Process ? argument.Name : null;
        var device = process is null ? argument.Name : _program.Processes.Single(p => p.Name == process).Pgmap;
        return new BootedCall
        {
            Linux = _linux,
            Operation = operation,
            Current = current,
            File = file,
            First = first,
            Last = last,
            Pages = kind is ArgumentKind.Page or ArgumentKind.Pages ? [.. call.Arguments.Select(PageOf)]
                : file is null ? [] : [.. file.Pages.Skip(first).Take(last - first + 1)],
            Device = kind is ArgumentKind.Pgmap or ArgumentKind.Process ? _devices[device] : null,
            Process = process is null ? null : _processes[process],
            Signal = kind is ArgumentKind.Signal ? SignalOf(argument.Name) : null,
            Copy = operation.UsesCopy ? CopyOf(argument.Name, first) : null,
            Mapping = operation.MapsP2P ? new P2PMapping(_linux, $"mapping by {current?.Name ?? call.ToString()}", _devices[device].P2P!) : null,
        };
    }

    private Resource CopyOf(string file, int index)
    {
        if (!_copies.TryGetValue((file, index), out var copy))
        {
            copy = _copies[(file, index)] = _linux.Machine.Note($"private copy of {file}[{index}]");
        }

        return copy;
    }

    private Cell SignalOf(string name)
    {
        if (!_signals.TryGetValue(name, out var cell))
        {
            cell = _signals[name] = _linux.Machine.Cell(name, 0, null, value => value == 0 ? "not yet" : "given");
        }

        return cell;
    }

    private Page PageOf(Argument argument) => argument.First is { } index
        ? _devices[argument.Name].Pgmap.Pages[index] : _ordinary[argument.Name];

    private Resource ResourceOf(Holding holding) => holding.Kind switch
    {
        HoldingKind.Reference => PageOf(holding.Of).UserReference,
        HoldingKind.Pin => PageOf(holding.Of).PinReference,
        HoldingKind.Pgmap => _devices[holding.Of.Name].Pgmap.Reference,
        _ => _linux.KeyUse,
    };

    private static async Routine Make(ImmutableArray<BootedCall> calls)
    {
        for (var i = 0; i < calls.Length; i++)
        {
            await calls[i].Operation.Run(calls[i]);
        }
    }
}
