using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Interleave.Memory;
using KernelText.Flow;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>The cells, locks and lifetimes of one machine for memory without a class.</summary>
internal sealed class GenericCells(
    GenericMemory memory,
    Dictionary<GenericWord, Field> fields,
    Dictionary<string, Lifetime> lives,
    ImmutableArray<(Symbol Function, int Local)> shared
)
{
    private readonly ConcurrentDictionary<(GenericWord, Position, int, bool), GenericField> _accessed = [];
    private readonly ConcurrentDictionary<GenericWord, PartField> _parts = [];
    private readonly FrozenSet<(Symbol, int)> _shared = shared.ToFrozenSet();
    private readonly FrozenDictionary<Symbol, ImmutableArray<int>> _sharedIn = shared
        .GroupBy(s => s.Function)
        .ToFrozenDictionary(g => g.Key, g => g.Select(s => s.Local).Order().ToImmutableArray());

    /// <summary>How many threads serve what is to be called later.</summary>
    /// <exception cref="Interleave.Routines.MachineGrowsException">The machine has none yet.</exception>
    public int Servers(string name) =>
        ServersOf.TryGetValue(name, out var count) ? count : throw memory.NeedServers(name);

    /// <summary>The SRCU domain at an address.</summary>
    /// <exception cref="Interleave.Routines.MachineGrowsException">The machine has none yet.</exception>
    public Rcu DomainOf(MemoryObject of, long offset) =>
        Domains.TryGetValue($"{of.Identity}+{offset}", out var domain)
            ? domain
            : throw memory.NeedDomain($"{of.Identity}+{offset}", of.Describe(offset));

    /// <summary>The number of a thread's CPU: each thread that asks has one of its own.</summary>
    /// <exception cref="Interleave.Routines.MachineGrowsException">It has none yet.</exception>
    public int CpuOf(int task) => Cpus.IndexOf(task) is >= 0 and var cpu ? cpu : throw memory.NeedCpu(task);

    /// <summary>The threads that have asked for their CPU, in order.</summary>
    public ImmutableArray<int> Cpus { get; init; } = [];

    /// <summary>When threads run, by their numbers; those that are not here, beside all others.</summary>
    public ConcurrentDictionary<int, ThreadRole> Roles { get; } = [];

    /// <summary>What was accessed by whom; null if nobody looks for data races.</summary>
    public RaceWatch? Races { get; init; }

    /// <summary>Cells that say who is about to write a word, where two could race on it.</summary>
    public IReadOnlyDictionary<GenericWord, Cell> Watches { get; init; } = new Dictionary<GenericWord, Cell>();

    /// <summary>A word as one place of the text accesses it.</summary>
    public Field AccessedBy(Field field, Invocation by)
    {
        if (Races is null || by.Context.Task is not { } task || field is not GenericField { Word: { } word } generic)
        {
            return field;
        }

        return _accessed.GetOrAdd(
            (word, by.Position, task.Number, by.Memory.MarksAccesses),
            static (_, of) =>
                of.Field.WatchedBy(
                    new WatchedWord(
                        of.Cells.Races!,
                        of.Field.Word!,
                        of.Field.Name,
                        of.Cells.Watches.GetValueOrDefault(of.Field.Word!),
                        new AccessSite(
                            of.Task.Number,
                            of.Task.Name,
                            of.Cells.Roles.GetValueOrDefault(of.Task.Number),
                            $"{of.By.Position.Name} ({of.By.Position.Place})"
                        ),
                        of.By.Memory.MarksAccesses
                    )
                ),
            (Cells: this, Field: generic, By: by, Task: task)
        );
    }

    /// <summary>Somebody asks for grace periods of RCU.</summary>
    public bool HasGracePeriods { get; init; }

    /// <summary>Somebody does.</summary>
    /// <exception cref="Interleave.Routines.MachineGrowsException">That was not known yet.</exception>
    public void AskForGracePeriods()
    {
        if (!HasGracePeriods)
        {
            throw memory.NeedGracePeriods();
        }
    }

    /// <summary>By the name of what they serve.</summary>
    public IReadOnlyDictionary<string, int> ServersOf { get; init; } = new Dictionary<string, int>();

    /// <summary>By address.</summary>
    public IReadOnlyDictionary<string, Rcu> Domains { get; init; } = new Dictionary<string, Rcu>();

    /// <summary>All memory that is known.</summary>
    public ImmutableArray<GenericBlock> Blocks { get; init; } = [];

    /// <summary>The field of a word.</summary>
    /// <exception cref="Interleave.Routines.MachineGrowsException">The machine has no cell for it yet.</exception>
    /// <exception cref="MeaninglessException">It overlaps another one, and no word has both in it.</exception>
    public Field FieldAt(TextWorld world, GenericBlock block, long offset, int bytes)
    {
        var word = new GenericWord(block.Key, offset, bytes);
        if (fields.TryGetValue(word, out var field))
        {
            return field;
        }

        if (bytes == 8 && block.HasAt("struct lockref", offset))
        {
            return new LockedCountField(
                (LockField)FieldAt(world, block, offset, 0),
                (GenericField)FieldAt(world, block, offset + 4, 4)
            );
        }

        var whole = word;
        foreach (var other in fields.Keys.Where(other => other.Meets(word)))
        {
            if (!other.IsLock && other.Contains(word))
            {
                return _parts.GetOrAdd(
                    word,
                    static (part, of) => new(of.Whole, (int)(part.Offset - of.Offset), part.Bytes),
                    (Whole: (GenericField)fields[other], other.Offset)
                );
            }

            whole = other.IsLock || word.IsLock ? null : whole?.Around(other);
            if (whole is null || whole.Offset + whole.Bytes > block.Size)
            {
                throw new MeaninglessException(
                    $"{block.NameAt(offset)} is used as a {bytes}-byte word, and {block.NameAt(other.Offset)} as "
                        + $"a {other.Bytes}-byte one"
                );
            }
        }

        if (!word.IsLock)
        {
            _ = block.InitialOf(world, whole!.Offset, whole.Bytes); // what is wrong with it is said where it is used
        }

        throw memory.NeedWord(block, whole!);
    }

    /// <summary>The words of a block in a range, but for locks, by their offsets.</summary>
    /// <exception cref="MeaninglessException">A word is only in part within the range.</exception>
    public IEnumerable<GenericWord> WordsIn(GenericBlock block, long offset, long bytes)
    {
        foreach (
            var word in fields
                .Keys.Where(w => w.Block == block.Key && !w.IsLock)
                .Where(w => w.Offset < offset + bytes && offset < w.Offset + w.Bytes)
                .OrderBy(w => w.Offset)
        )
        {
            yield return word.Offset >= offset && word.Offset + word.Bytes <= offset + bytes
                ? word
                : throw new MeaninglessException($"a part of {block.NameAt(word.Offset)} is written, or copied");
        }
    }

    /// <summary>The life of memory that is allocated, or of a local.</summary>
    /// <exception cref="Interleave.Routines.MachineGrowsException">The machine has none yet.</exception>
    public Lifetime LifeOf(GenericBlock block) =>
        lives.TryGetValue(block.LifeKey, out var life) ? life : throw memory.NeedBlock(block);

    /// <summary>The same where it is known already.</summary>
    public Lifetime? KnownLifeOf(GenericBlock block) => lives.GetValueOrDefault(block.LifeKey);

    /// <summary>Others see some function's local.</summary>
    public bool HasShared => _shared.Count > 0;

    /// <summary>Others see a function's local.</summary>
    public bool IsShared(Symbol function, int local) => HasShared && _shared.Contains((function, local));

    /// <summary>All locals of a function that others see.</summary>
    public ImmutableArray<int> SharedIn(Symbol function) => _sharedIn.GetValueOrDefault(function, []);

    /// <summary>Others are to see a local: its function begins anew with memory for it.</summary>
    public Exception Share(StackObject local) => memory.NeedShared(local);
}
