using System.Collections.Concurrent;
using Interleave.Programs;
using Interleave.Routines;
using KernelText.Programs;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>
/// Which words of objects without a class were used so far. A machine declares its cells before it runs, so whoever
/// touches another word ends the search; it begins anew with that word declared.
/// </summary>
internal sealed class GenericMemory
{
    private readonly ConcurrentDictionary<GenericWord, GlobalObject> _words = [];

    /// <summary>Declares all words that are known to be used.</summary>
    public GenericCells Declare(Machine machine)
    {
        var cells = new Dictionary<GenericWord, Field>();
        foreach (
            var (word, global) in _words.OrderBy(w => w.Key.Name, StringComparer.Ordinal).ThenBy(w => w.Key.Offset)
        )
        {
            cells[word] = word.IsLock
                ? new LockField(machine.Mutex(word.ToString()))
                : new GenericField(machine.Cell(word.ToString(), InitialOf(global, word)), word.Bytes);
        }

        return new GenericCells(this, cells);
    }

    /// <summary>Another word is used.</summary>
    /// <exception cref="MachineGrowsException">Always.</exception>
    public Exception Need(GenericWord word, GlobalObject global)
    {
        _words.TryAdd(word, global);
        return new MachineGrowsException($"{word} was not declared yet");
    }

    private static int InitialOf(GlobalObject global, GenericWord word) =>
        global.WhyUnknown is { } why ? throw new MeaninglessException(why)
        : global.Values.FirstOrDefault(v => v.Offset == word.Offset) is not { } initial ? 0
        : initial.Symbol is null && initial.Kind.Bytes == word.Bytes ? GenericField.Encode(initial.Number)
        : throw new MeaninglessException($"the initial value of {word}");
}
