using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Programs;

/// <summary>What a program's declarations and arguments must be.</summary>
internal static class DeclarationRules
{
    /// <summary>The most threads: a task's number is three bits of a wait queue.</summary>
    public const int MaxThreads = 7;

    /// <summary>The most page maps, files, pages, processes, and things that a thread holds at first. Far more than can
    /// be searched.</summary>
    public const int MaxDeclared = 64;

    public static Mistake? Check(RefcountProgram program)
    {
        var names = program
            .Pgmaps.Select(p => p.Name)
            .Concat(program.Files.Select(f => f.Name))
            .Concat(program.OrdinaryPages)
            .Concat(program.Processes.Select(p => p.Name))
            .ToArray();
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            return new Mistake($"{twice.Key} is declared twice") { Declaration = twice.Key };
        }

        if (program.Threads.Length is 0 or > MaxThreads)
        {
            return new Mistake($"a program has 1 to {MaxThreads} threads", program.Threads.IsEmpty ? null : MaxThreads);
        }

        if (names.Length > MaxDeclared)
        {
            return new Mistake($"a program declares at most {MaxDeclared} things") { Declaration = names[MaxDeclared] };
        }

        return program
                .Pgmaps.Select(pgmap => (pgmap.Name, What: Check(program, pgmap)))
                .Concat(program.Files.Select(file => (file.Name, What: Check(program, file))))
                .Concat(program.Processes.Select(process => (process.Name, What: Check(program, process))))
                .Where(declared => declared.What is not null)
                .Select(declared => new Mistake(declared.What!) { Declaration = declared.Name })
                .FirstOrDefault()
            ?? CheckArguments(program);
    }

    private static string? Check(RefcountProgram program, PgmapDeclaration pgmap)
    {
        var held = Enumerable
            .Range(0, pgmap.Pages)
            .Select(i => new Argument(pgmap.Name, i))
            .Select(page => program.Threads.Sum(thread => thread.Holds.Count(h => h.Of == page)))
            .ToArray();
        return pgmap.Pages < 1 ? $"{pgmap.Name} has no pages"
            : !pgmap.IsBound && held.Any(count => count > 0)
                ? $"{pgmap.Name} is not bound, and a thread holds a page of it"
            : CheckOver(program, pgmap) is { } what ? what
            : pgmap.LacksPageFree && pgmap.Type == MemoryType.Private && pgmap.IsBound
                ? $"{pgmap.Name} lacks page_free, so that it cannot have been bound"
            : pgmap.LacksPageFree && pgmap.Type is not (MemoryType.Private or MemoryType.FsDax)
                ? $"{pgmap.Name}: only fsdax and private page maps can lack page_free"
            : pgmap.CanFail && pgmap.IsBound && pgmap.Type != MemoryType.P2PDma
                ? $"{pgmap.Name} is bound already, so that binding it cannot fail"
            : pgmap.Type == MemoryType.P2PDma && (!pgmap.IsBound || held.Any(count => count > 0))
                ? $"peer-to-peer memory is bound at first, and nobody holds it"
            : pgmap.Type is MemoryType.Private or MemoryType.Public
            && held.Any(count => count > 0)
            && held.Any(count => count == 0)
                ? $"threads hold either all pages of {pgmap.Name} at first, or none"
            : null;
    }

    private static string? CheckOver(RefcountProgram program, PgmapDeclaration pgmap)
    {
        if (pgmap.Over is null)
        {
            return null;
        }

        var other = program.Pgmaps.TakeWhile(p => p != pgmap).FirstOrDefault(p => p.Name == pgmap.Over);
        return other is null ? $"{pgmap.Name}: there is no page map {pgmap.Over} before it"
            : pgmap.IsBound || !other.IsBound || other.Over is not null
                ? $"{pgmap.Name} is not bound at first, and {other.Name}, whose addresses it wants, is"
            : pgmap.Type != other.Type || pgmap.Type is MemoryType.Private or MemoryType.P2PDma
                // private memory looks for a free range
                ? $"{pgmap.Name} and {other.Name} are both fsdax, both unmanaged or both public"
            : null;
    }

    private static string? Check(RefcountProgram program, FileDeclaration file)
    {
        var pgmap = program.Pgmaps.FirstOrDefault(p => p.Name == file.Pgmap);
        return pgmap is not { Type: MemoryType.FsDax } ? $"{file.Name}: there is no fsdax page map {file.Pgmap}"
            : file.IsMapped && !pgmap.IsBound ? $"{file.Name} is mapped at first, and {pgmap.Name} is not bound"
            : file.Count < 1 || file.First < 0 || file.First + file.Count > pgmap.Pages
                ? $"{file.Name} has pages that {pgmap.Name} has not"
            : program.Files.Any(other =>
                other != file
                && other.Pgmap == file.Pgmap
                && other.First < file.First + file.Count
                && file.First < other.First + other.Count
                && !(file.IsShared && other.IsShared)
            )
                ? $"{file.Name} has pages of another file, and not both are shared"
            : (file.IsShared && (file.IsHuge || file.IsSparse))
                ? $"{file.Name} is shared, so that it is neither huge nor sparse"
            : (!file.IsMapped || file.IsSparse || file.IsShared)
            && program.Threads.Any(thread =>
                thread.Holds.Any(h =>
                    h.Of.Name == file.Pgmap && h.Of.First >= file.First && h.Of.First < file.First + file.Count
                )
            )
                ? $"{file.Name} has no page mapped at first, and a thread holds one"
            : (file.IsSparse || file.IsShared) && file.FileSystem == FileSystem.Fuse
                ? $"{file.Name} is on fuse, so that it is neither sparse nor shared"
            : file.FileSystem == FileSystem.Fuse != pgmap.LacksPageFree
                ? $"{file.Name}: files on page maps without page_free are on fuse, and no others"
            : null;
    }

    private static string? Check(RefcountProgram program, ProcessDeclaration process)
    {
        var pgmap = program.Pgmaps.FirstOrDefault(p => p.Name == process.Pgmap);
        return pgmap is not { Type: MemoryType.Private }
                ? $"{process.Name}: there is no private page map {process.Pgmap}"
            : !pgmap.IsBound ? $"{process.Name}: {pgmap.Name} is not bound at first"
            : process.Start == ProcessStart.Device
            && (
                pgmap.Pages > 1
                || program.Processes.Count(p => p.Pgmap == pgmap.Name && p.Start == ProcessStart.Device) > 1
            )
                ? $"{process.Name}: a page map that has a process's memory at first has one page, and one such process"
            : program.Threads.Any(thread => thread.Holds.Any(h => h.Of.Name == pgmap.Name))
                ? $"{process.Name}: threads hold no pages of {pgmap.Name}"
            : null;
    }

    private static Mistake? CheckArguments(RefcountProgram program)
    {
        for (var i = 0; i < program.Threads.Length; i++)
        {
            var thread = program.Threads[i];
            if (thread.Holds.Length > MaxDeclared)
            {
                return new Mistake($"a thread holds at most {MaxDeclared} things at first", i);
            }

            foreach (var holding in thread.Holds.Where(h => h.Kind is HoldingKind.Reference or HoldingKind.Pin))
            {
                if (CheckPage(program, holding.Of) is { } what)
                {
                    return new Mistake(what, i);
                }
            }

            for (var j = 0; j < thread.Calls.Length; j++)
            {
                if (Check(program, thread.Calls[j]) is { } what)
                {
                    return new Mistake(what, i, j);
                }
            }
        }

        return null;
    }

    private static string? Check(RefcountProgram program, Call call)
    {
        if (Operations.Find(call.Operation) is not { } operation)
        {
            return $"there is no operation {call.Operation}";
        }

        var isMany = operation.Arguments is [ArgumentKind.Pages];
        if (isMany ? call.Arguments.IsEmpty : call.Arguments.Length != operation.Arguments.Length)
        {
            var wanted =
                isMany ? "one page or more"
                : operation.Arguments.IsEmpty ? "nothing"
                : "one argument";
            return $"{call.Operation} takes {wanted}";
        }

        return call
            .Arguments.Select(argument => Check(program, operation, argument))
            .FirstOrDefault(what => what is not null);
    }

    private static string? Check(RefcountProgram program, Operation operation, Argument argument) =>
        operation.Arguments[0] switch
        {
            ArgumentKind.Page or ArgumentKind.Pages => CheckPage(program, argument)
                ?? CheckType(program, operation, argument),
            ArgumentKind.File => CheckFile(program, operation, argument, false, false),
            ArgumentKind.FilePage => CheckFile(program, operation, argument, true, false),
            ArgumentKind.FileRange => CheckFile(program, operation, argument, true, true),
            ArgumentKind.Pgmap => CheckPgmap(program, operation, argument),
            ArgumentKind.Process => argument.First is null && program.Processes.Any(p => p.Name == argument.Name)
                ? null
                : $"there is no process {argument}",
            _ => argument.First is null ? null : "a signal has no index",
        };

    private static string? CheckPage(RefcountProgram program, Argument page) =>
        page.Last is not null ? $"{page} is not one page"
        : page.First is { } index
            ? program.Pgmaps.FirstOrDefault(p => p.Name == page.Name) is { } pgmap && index < pgmap.Pages ? null
                : $"there is no page {page}"
        : program.OrdinaryPages.Contains(page.Name) ? null
        : $"there is no page {page}";

    private static string? CheckType(RefcountProgram program, Operation operation, Argument page)
    {
        var pgmap = program.Pgmaps.FirstOrDefault(p => p.Name == page.Name);
        var hasProcess = program.Processes.Any(p => p.Pgmap == page.Name);
        return operation.Name switch
        {
            "allocate" => pgmap is { Type: MemoryType.Private or MemoryType.Public } && !hasProcess
                ? null
                : $"{page} is no page that a driver hands out",
            "memory_failure" => pgmap is { Type: MemoryType.Private } ? null : $"{page} is no private page",
            "get_page" => pgmap is null or { Type: MemoryType.FsDax or MemoryType.Unmanaged }
                ? null
                : $"{page} is no page of a file or ordinary memory",
            "kvm_release_pfn_clean" => pgmap is null or { Type: MemoryType.FsDax or MemoryType.Unmanaged }
                ? null
                : $"{page} is no memory of a virtual machine",
            "get_dev_pagemap" => pgmap is null ? $"{page} has no page map" : null,
            _ => null,
        };
    }

    private static string? CheckFile(
        RefcountProgram program,
        Operation operation,
        Argument argument,
        bool hasIndex,
        bool hasRange
    )
    {
        if (program.Files.FirstOrDefault(f => f.Name == argument.Name) is not { } file)
        {
            return $"there is no file {argument.Name}";
        }

        var last = argument.Last ?? argument.First;
        // what is behind the mapping can be asked for
        var most = operation.Name == "get_user_pages" ? file.Count : file.Count - 1;
        return argument.First is null == hasIndex
                ? $"{operation.Name} takes {(hasIndex ? $"pages of a file, such as {file.Name}[0]" : "a whole file")}"
            : !hasRange && argument.Last is not null ? $"{operation.Name} takes one page"
            : last < argument.First || argument.First >= file.Count || last > most
                ? $"{file.Name} has {(file.Count == 1 ? "one page" : $"{file.Count} pages")}"
            : operation.Name == "__gup_device_huge" && !file.IsHuge ? $"{file.Name} has no huge entry"
            : file.IsHuge && operation.Name is "punch_hole" or "dax_fault_cow_page" or "read_copy"
                ? $"{operation.Name} is not for files with a huge entry"
            : file.IsSparse
            && operation.Name is "get_user_pages" or "pin_user_pages" or "dax_fault_cow_page" or "read_copy"
                ? $"{operation.Name} may find the zero page in {file.Name}, which is not modelled"
            : null;
    }

    private static string? CheckPgmap(RefcountProgram program, Operation operation, Argument argument)
    {
        var pgmap = argument.First is null ? program.Pgmaps.FirstOrDefault(p => p.Name == argument.Name) : null;
        return pgmap is null ? $"there is no page map {argument}"
            : operation.Name is "pci_alloc_p2pmem" or "p2pmem_alloc_mmap" && pgmap.Type != MemoryType.P2PDma
                ? $"{pgmap.Name} is no peer-to-peer memory"
            : null;
    }
}
