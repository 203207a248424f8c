using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Programs;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>
/// What the calls of one thread do when nobody disturbs them, written down a second time: numbers and lists, no locks,
/// no steps, and nothing of the kernel's parts. It knows files on xfs and ext4, and devices of the types that they and
/// device-dax have.
/// </summary>
internal sealed class SequentialReference
{
    private readonly RefcountProgram _program;
    private readonly bool _unmapsWhenUnbound;
    private readonly int[] _references;
    private readonly int[] _pins;
    private readonly bool[] _mapped;
    private readonly bool[] _freed;
    private readonly bool[] _bound;
    private int _keyUsers;

    private SequentialReference(RefcountProgram program, bool unmapsWhenUnbound)
    {
        (_program, _unmapsWhenUnbound) = (program, unmapsWhenUnbound);
        var pages = program.Pgmaps.Sum(pgmap => pgmap.Pages);
        (_references, _pins, _mapped, _freed) = (new int[pages], new int[pages], new bool[pages], new bool[pages]);
        _bound = [.. program.Pgmaps.Select(pgmap => pgmap.IsBound)];
        foreach (var file in program.Files)
        {
            for (var i = 0; i < file.Count; i++)
            {
                _mapped[PageOf(file, i)] = file.IsMapped;
            }
        }

        foreach (var holding in program.Threads[0].Holds)
        {
            Add(holding.Kind, holding.Of, 1);
        }
    }

    /// <summary>True for a program that the reference can follow.</summary>
    public static bool Knows(RefcountProgram program) =>
        program.Threads.Length == 1
        && program.Processes.IsEmpty
        && program.OrdinaryPages.IsEmpty
        && !program.HasFullCounts
        && program.Pgmaps.All(pgmap =>
            pgmap
                is { Type: MemoryType.FsDax or MemoryType.Unmanaged, CanFail: false, LacksPageFree: false, Over: null }
        )
        && program.Files.All(file =>
            file is { FileSystem: FileSystem.Xfs or FileSystem.Ext4, IsHuge: false, IsSparse: false, IsShared: false }
        )
        && program.Threads[0].Calls.All(call => call.Operation is not ("dax_fault_cow_page" or "read_copy"));

    /// <summary>What is visible after each call.</summary>
    /// <param name="program">A program that it knows.</param>
    /// <param name="unmapsWhenUnbound">True from v6.7 on: file systems hear that their device goes, and unmap their
    /// files.</param>
    public static ImmutableArray<SequentialState> Run(RefcountProgram program, bool unmapsWhenUnbound)
    {
        var reference = new SequentialReference(program, unmapsWhenUnbound);
        var states = ImmutableArray.CreateBuilder<SequentialState>();
        foreach (var call in program.Threads[0].Calls)
        {
            reference.Make(call);
            states.Add(
                new SequentialState(
                    [.. reference._references],
                    [.. reference._pins],
                    [.. reference._mapped],
                    [.. reference._freed],
                    [.. reference._bound],
                    reference._keyUsers
                )
            );
        }

        return states.ToImmutable();
    }

    private void Make(Call call)
    {
        var argument = call.Arguments.FirstOrDefault();
        switch (call.Operation)
        {
            case "put_page" or "folio_put" or "release_pages" or "kvm_release_pfn_clean":
                foreach (var page in call.Arguments)
                {
                    _references[PageOf(page)] -= _references[PageOf(page)] > 0 ? 1 : 0;
                }

                break;
            case "get_page":
                _references[PageOf(argument)] += _references[PageOf(argument)] > 0 ? 1 : 0;
                break;
            case "unpin_user_page":
                _pins[PageOf(argument)] -= _pins[PageOf(argument)] > 0 ? 1 : 0;
                break;
            case "get_user_pages" or "pin_user_pages":
                Take(call, argument, mayFault: true);
                break;
            case "get_user_pages_fast" or "pin_user_pages_fast":
                Take(call, argument, mayFault: false);
                break;
            case "dev_pagemap_get_ops":
                _keyUsers++;
                break;
            case "dev_pagemap_put_ops":
                _keyUsers--;
                break;
            case "bind" or "unbind":
                Rebind(
                    _program.Pgmaps.IndexOf(_program.Pgmaps.Single(p => p.Name == argument.Name)),
                    call.Operation == "bind"
                );
                break;
            case "munmap" or "evict" or "truncate" or "punch_hole" or "dax_iomap_fault" or "write_fault":
                Change(call, argument);
                break;
            default:
                break; // lookups and locks come and go
        }
    }

    private void Take(Call call, Argument pages, bool mayFault)
    {
        var file = FileOf(pages);
        for (var i = pages.First!.Value; i <= (pages.Last ?? pages.First) && i < file.Count; i++)
        {
            var page = PageOf(file, i);
            _mapped[page] |= mayFault && !_freed[page];
            if (!_mapped[page])
            {
                return;
            }

            (call.Operation.StartsWith("pin", StringComparison.Ordinal) ? _pins : _references)[page]++;
        }
    }

    private void Change(Call call, Argument argument)
    {
        var file = FileOf(argument);
        for (var i = 0; call.Operation == "punch_hole" && i < file.Count; i++)
        {
            _mapped[PageOf(file, i)] = false; // layouts are those of the whole file
        }

        var (first, last) = (argument.First ?? 0, argument.Last ?? argument.First ?? (file.Count - 1));
        for (var page = PageOf(file, first); page <= PageOf(file, last); page++)
        {
            _freed[page] |= call.Operation is "truncate" or "punch_hole";
            _mapped[page] = call.Operation is "dax_iomap_fault" or "write_fault" && !_freed[page];
        }
    }

    private void Rebind(int pgmap, bool isBound)
    {
        _bound[pgmap] = isBound;
        var first = _program.Pgmaps.Take(pgmap).Sum(p => p.Pages);
        for (var page = first; !isBound && _unmapsWhenUnbound && page < first + _program.Pgmaps[pgmap].Pages; page++)
        {
            _mapped[page] = false;
        }
    }

    private void Add(HoldingKind kind, Argument of, int change)
    {
        if (kind == HoldingKind.Key)
        {
            _keyUsers += change;
        }
        else
        {
            (kind == HoldingKind.Pin ? _pins : _references)[PageOf(of)] += change;
        }
    }

    private FileDeclaration FileOf(Argument argument) => _program.Files.Single(file => file.Name == argument.Name);

    private int PageOf(FileDeclaration file, int index) => PageOf(new Argument(file.Pgmap, file.First + index));

    private int PageOf(Argument page) =>
        _program.Pgmaps.TakeWhile(pgmap => pgmap.Name != page.Name).Sum(pgmap => pgmap.Pages) + page.First!.Value;
}

/// <summary>What is visible between two calls of a program of one thread, in plain numbers.</summary>
/// <param name="References">References to each page, in the order of declaration.</param>
/// <param name="Pins">Pins of each page.</param>
/// <param name="Mapped">True for each page that a process maps.</param>
/// <param name="Freed">True for each page whose block has been given away.</param>
/// <param name="Bound">True for each page map that is there.</param>
/// <param name="KeyUsers">How many want the static key, page maps not counted.</param>
internal sealed record SequentialState(
    ImmutableArray<int> References,
    ImmutableArray<int> Pins,
    ImmutableArray<bool> Mapped,
    ImmutableArray<bool> Freed,
    ImmutableArray<bool> Bound,
    int KeyUsers
);
