using KernelText.Programs;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>The cells of one machine for words of objects without a class.</summary>
internal sealed class GenericCells(GenericMemory memory, Dictionary<GenericWord, Field> cells)
{
    /// <summary>The field of a word.</summary>
    /// <exception cref="Interleave.Routines.MachineGrowsException">The machine has no cell for it yet.</exception>
    /// <exception cref="MeaninglessException">It is part of a word that is used in another width.</exception>
    public Field FieldAt(GlobalObject global, long offset, int bytes)
    {
        var word = new GenericWord(global.Symbol.Name, global.Symbol.File, offset, bytes);
        if (cells.TryGetValue(word, out var field))
        {
            return field;
        }

        foreach (var other in cells.Keys)
        {
            if (other.Meets(word))
            {
                throw new MeaninglessException($"{word} is used as {bytes} bytes, and as {other.Bytes}");
            }
        }

        throw memory.Need(word, global);
    }
}
