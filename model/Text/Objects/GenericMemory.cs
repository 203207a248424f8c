using System.Collections.Concurrent;
using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using KernelText.Flow;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>
/// Which memory without a class was used so far: its words, what pointers in it point to, and the locals that others
/// see. A machine declares its cells before it runs, so whoever needs more ends the search; it begins anew with that
/// declared. Everything has its number by name, not by when it was met, so that traces and kept searches mean the same
/// in another process.
/// </summary>
internal sealed class GenericMemory
{
    private readonly ConcurrentDictionary<string, GenericBlock> _blocks = [];
    private readonly ConcurrentDictionary<GenericWord, bool> _words = [];
    private readonly ConcurrentDictionary<string, MemoryObject?> _targets = [];
    private readonly ConcurrentDictionary<(Symbol Function, int Local), bool> _shared = [];
    private readonly ConcurrentDictionary<string, bool> _servers = [];
    private readonly ConcurrentDictionary<string, string> _domains = [];
    private readonly ConcurrentDictionary<int, bool> _cpus = [];
    private volatile bool _hasGracePeriods;

    /// <summary>Nothing is used yet.</summary>
    public GenericMemory() { }

    /// <summary>What is used of another one.</summary>
    public GenericMemory(GenericMemory other)
    {
        (_blocks, _words, _targets) = (new(other._blocks), new(other._words), new(other._targets));
        (_shared, _servers, _domains) = (new(other._shared), new(other._servers), new(other._domains));
        Races = other.Races is { } races ? new RaceWatch(races) : null;
        (_cpus, _hasGracePeriods, MostServers) = (new(other._cpus), other._hasGracePeriods, other.MostServers);
    }

    /// <summary>Memory of which nothing is used yet, of which the same is asked.</summary>
    public GenericMemory Forgotten() =>
        new() { MostServers = MostServers, Races = Races is null ? null : new RaceWatch() };

    /// <summary>How many threads serve what is to be called later, where they are needed.</summary>
    public ImmutableDictionary<string, int> MostServers { get; set; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>What was accessed by whom; null if nobody looks for data races.</summary>
    public RaceWatch? Races { get; set; }

    /// <summary>Declares all that is known to be used.</summary>
    public GenericCells Declare(TextWorld world, Machine machine)
    {
        var blocks = _blocks.OrderBy(b => b.Key, StringComparer.Ordinal).ToArray();
        var lives = blocks
            .Where(b => b.Value is { Kind: not BlockKind.Static, IsCopy: false })
            .ToDictionary(b => b.Key, b => machine.Lifetime(b.Value.Name, alive: false));
        var pointers = PointerTable.Of(this, world, _targets);
        var words = _words
            .Keys.Where(word =>
                word.IsLock || !_words.Keys.Any(other => other != word && !other.IsLock && other.Contains(word))
            )
            .OrderBy(w => w.Block, StringComparer.Ordinal)
            .ThenBy(w => w.Offset)
            .ThenBy(w => w.Bytes)
            .ToArray();
        var fields = new Dictionary<GenericWord, Field>();
        var cells = new Dictionary<string, List<Cell>>(StringComparer.Ordinal);
        var watches = new Dictionary<GenericWord, Cell>();
        foreach (var word in words)
        {
            var (block, life) = (_blocks[word.Block], lives.GetValueOrDefault(_blocks[word.Block].LifeKey));
            var name = block.NameAt(word.Offset);
            var isNew = !cells.TryGetValue(block.LifeKey, out var within);
            cells[block.LifeKey] = within ??= [];
            if (isNew && life is not null)
            {
                within.Add(life.Alive);
            }

            if (word.IsLock)
            {
                var mutex = machine.Mutex(name, life);
                fields[word] = new LockField(mutex);
                within.Add(mutex.Word);
                continue;
            }

            var cell = machine.Cell(name, pointers.Initial(block, world, word), life, pointers.Format);
            fields[word] = new GenericField(cell, word.Bytes, pointers) { Word = word };
            within.Add(cell);
            if (Races is { } races && races.IsWatched(word, name))
            {
                watches[word] = machine.Cell(
                    RaceWatch.CellPrefix + name,
                    0,
                    isDetail: true,
                    format: number => races.Numbered(number)?.ToString() ?? "none"
                );
                within.Add(watches[word]);
            }
        }

        machine.Pointees = word =>
            pointers.TargetOf(word) is { } target && cells.TryGetValue(target, out var found) ? found : [];

        return new GenericCells(this, fields, lives, [.. _shared.Keys])
        {
            Blocks = [.. blocks.Select(b => b.Value)],
            Races = Races,
            Watches = watches,
            HasGracePeriods = _hasGracePeriods,
            Cpus = [.. _cpus.Keys.Order()],
            ServersOf = _servers.Keys.ToDictionary(s => s, s => MostServers.GetValueOrDefault(s)),
            Domains = _domains
                .OrderBy(d => d.Key, StringComparer.Ordinal)
                .ToDictionary(d => d.Key, d => new Rcu(machine, $"SRCU of {d.Value}")),
        };
    }

    /// <summary>Another word is used.</summary>
    public Exception NeedWord(GenericBlock block, GenericWord word)
    {
        _blocks.TryAdd(block.Key, block);
        _words.TryAdd(word, true);
        return new MachineGrowsException($"{block.NameAt(word.Offset)} was not declared yet", (this, word));
    }

    /// <summary>Memory is allocated.</summary>
    public Exception NeedBlock(GenericBlock block)
    {
        _blocks.TryAdd(block.Key, block);
        return new MachineGrowsException($"{block.Name} was not declared yet", (this, nameof(NeedBlock), block.Key));
    }

    /// <summary>Something is pointed to, or a number is stored that does not fit into a cell.</summary>
    public Exception NeedTarget(string identity, MemoryObject? target)
    {
        _targets.TryAdd(identity, target);
        return new MachineGrowsException($"{identity} was not pointed to yet", (this, nameof(NeedTarget), identity));
    }

    /// <summary>Something is to be called later.</summary>
    public Exception NeedServers(string name)
    {
        _servers.TryAdd(name, true);
        return new MachineGrowsException($"nobody served {name} yet", (this, nameof(NeedServers), name));
    }

    /// <summary>A grace period of RCU is asked for.</summary>
    public Exception NeedGracePeriods()
    {
        _hasGracePeriods = true;
        return new MachineGrowsException("nobody had asked for a grace period yet", (this, nameof(NeedGracePeriods)));
    }

    /// <summary>A thread asks which CPU it runs on.</summary>
    public Exception NeedCpu(int task)
    {
        _cpus.TryAdd(task, true);
        return new MachineGrowsException($"thread {task} had no CPU yet", (this, nameof(NeedCpu), task));
    }

    /// <summary>An SRCU domain is used.</summary>
    public Exception NeedDomain(string key, string name)
    {
        _domains.TryAdd(key, name);
        return new MachineGrowsException(
            $"the SRCU domain {name} was not declared yet",
            (this, nameof(NeedDomain), key)
        );
    }

    /// <summary>A local is made known to others.</summary>
    public Exception NeedShared(StackObject local)
    {
        _shared.TryAdd(local.Local!.Value, true);
        return new MachineGrowsException($"{local.Name} was not shared yet", (this, local.Local!.Value));
    }
}
