using System.Collections.Immutable;
using Interleave.Memory;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Programs;

/// <summary>What a program names, declared in a booted kernel: devices, files, pages, processes, and what threads hold
/// at first.</summary>
internal sealed class DeclaredObjects
{
    private readonly Linux _linux;
    private readonly RefcountProgram _program;
    private readonly Dictionary<string, BootedDevice> _devices = [];
    private readonly Dictionary<string, DaxFile> _files = [];
    private readonly Dictionary<string, Page> _ordinary = [];
    private readonly Dictionary<string, AddressSpace> _processes = [];
    private readonly Dictionary<string, Cell> _signals = [];
    private readonly Dictionary<(string File, int Index), Resource> _copies = [];

    /// <summary>Declares all but what threads use without its being declared: signals, and private copies of
    /// pages.</summary>
    public DeclaredObjects(Linux linux, RefcountProgram program)
    {
        _linux = linux;
        _program = program;
        DeclareDevices();
        DeclareFiles();
        DeclareOrdinaryPages();
        foreach (var process in program.Processes)
        {
            Declare(process);
        }

        DeclareHoldings();
    }

    /// <summary>What holes of files are mapped to; null if no file has any.</summary>
    public Page? ZeroPage { get; private set; }

    public DaxFile File(string name) => _files[name];

    public BootedDevice Device(string pgmap) => _devices[pgmap];

    public AddressSpace Process(string name) => _processes[name];

    /// <summary>The device whose memory a process uses.</summary>
    public BootedDevice DeviceOf(string process) => _devices[_program.Processes.Single(p => p.Name == process).Pgmap];

    /// <summary>A page of a page map or, without an index, an ordinary one.</summary>
    public Page PageOf(Argument argument) =>
        argument.First is { } index ? _devices[argument.Name].Pgmap.Pages[index] : _ordinary[argument.Name];

    /// <summary>What a thread that has a holding holds.</summary>
    public Resource ResourceOf(Holding holding) =>
        holding.Kind switch
        {
            HoldingKind.Reference => PageOf(holding.Of).UserReference,
            HoldingKind.Pin => PageOf(holding.Of).PinReference,
            HoldingKind.Pgmap => _devices[holding.Of.Name].Pgmap.Reference,
            _ => _linux.KeyUse,
        };

    /// <summary>The private copy of a file's page.</summary>
    public Resource CopyOf(string file, int index)
    {
        if (!_copies.TryGetValue((file, index), out var copy))
        {
            copy = _copies[(file, index)] = _linux.Machine.Ghost($"private copy of {file}[{index}]");
        }

        return copy;
    }

    /// <summary>0 until the signal is given.</summary>
    public Cell SignalOf(string name)
    {
        if (!_signals.TryGetValue(name, out var cell))
        {
            cell = _signals[name] = _linux.Machine.Cell(name, 0, null, value => value == 0 ? "not yet" : "given");
        }

        return cell;
    }

    private void DeclareFiles()
    {
        foreach (var file in _program.Files)
        {
            ZeroPage ??= file.IsSparse ? _linux.Pages.Add(new Page(_linux, "zero page", null, 1)) : null;
            ImmutableArray<Page> pages = [.. _devices[file.Pgmap].Pgmap.Pages.Skip(file.First).Take(file.Count)];
            _files[file.Name] = _linux.Files.Add(
                new DaxFile(
                    _linux,
                    file.Name,
                    file.FileSystem,
                    pages,
                    file.IsMapped,
                    file.IsHuge ? file.Count : 1,
                    file.IsSparse ? ZeroPage : null,
                    file.IsShared
                )
            );
        }
    }

    private void DeclareOrdinaryPages()
    {
        foreach (var name in _program.OrdinaryPages)
        {
            var references = HeldAtFirst(new Argument(name));
            // nobody's is free
            _ordinary[name] = _linux.Pages.Add(new Page(_linux, name, null, references == 0 ? -1 : references));
        }
    }

    private void DeclareDevices()
    {
        foreach (var pgmap in _program.Pgmaps)
        {
            var processes = _program.Processes.Where(process => process.Pgmap == pgmap.Name).ToArray();
            var users = Enumerable.Range(0, pgmap.Pages).Min(i => HeldAtFirst(new Argument(pgmap.Name, i)));
            users += processes.Any(process => process.Start == ProcessStart.Device) ? 1 : 0;
            _devices[pgmap.Name] = new BootedDevice(
                _linux,
                pgmap,
                new PgmapStart(pgmap.Pages, pgmap.IsBound, users, true)
                {
                    LacksPageFree = pgmap.LacksPageFree,
                    Overlaps = pgmap.Over is { } other ? _devices[other].Pgmap : null,
                    IsAnonymous = processes.Length > 0,
                }
            );
        }
    }

    // As in the scenarios of private memory: a page that it may come back to is not there yet.
    private void Declare(ProcessDeclaration process)
    {
        var device = _devices[process.Pgmap].Hmm!;
        var ram = process.Start == ProcessStart.Ram ? Ram(1) : null;
        ImmutableArray<Page> pages = ram is null ? [Ram(-1)] : [ram, Ram(-1)];
        var mapped = process.Start == ProcessStart.Device ? device.Pgmap.Pages[0] : ram;
        _processes[process.Name] = _linux.AddressSpaces.Add(
            new AddressSpace(_linux, process.Name, device.Pgmap, pages, mapped)
        );
    }

    private Page Ram(int mappings) =>
        _linux.Pages.Add(new Page(_linux, $"ram page {_linux.Pages.Count}", null, mappings, isAnonymous: true));

    // What the device was not declared with; a page map declares as many references as all its pages have.
    private void DeclareHoldings()
    {
        foreach (var pgmap in _program.Pgmaps)
        {
            var counts = Enumerable
                .Range(0, pgmap.Pages)
                .Select(i => HeldAtFirst(new Argument(pgmap.Name, i)))
                .ToArray();
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

    private int HeldAtFirst(Argument page) =>
        _program.Threads.Sum(thread =>
            thread.Holds.Count(holding => holding.Kind == HoldingKind.Reference && holding.Of == page)
        );
}
