using System.Threading;

namespace Interleave.Visited;

/// <summary>Where a table's memory comes from: how much it has, how much it may have, and why it got no more.</summary>
/// <param name="maxBytes">How much it may have, but for what is in files.</param>
/// <param name="directory">Where files are to be, for those who may have one; null for nowhere.</param>
internal sealed class TableBudget(long maxBytes, string? directory)
{
    private long _bytes;
    private long _peakBytes;

    /// <summary>The bytes held, but for those in files.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The most bytes held at any time.</summary>
    public long PeakBytes => Interlocked.Read(ref _peakBytes);

    /// <summary>Why memory was refused the last time; null if it never was.</summary>
    public string? Refused { get; private set; }

    /// <summary>Zeroed memory; null, and <see cref="Refused"/> says why, if there is none. The first is never refused
    /// for the bound.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="mayBeFile">False for a small block, which is never a file.</param>
    public TableMemory? Allocate(nuint bytes, bool mayBeFile)
    {
        var place = mayBeFile ? directory : null;
        if (place is null && Bytes > 0 && Bytes + (long)bytes > maxBytes)
        {
            Refused = $"stopped at {Quantity.OfMemory(maxBytes)}";
            return null;
        }

        TableMemory memory;
        try
        {
            memory = new TableMemory(bytes, place);
        }
        catch (OutOfMemoryException)
        {
            Refused = $"out of memory at {Quantity.OfMemory(Bytes)} of visited states";
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && place is not null)
        {
            Refused = $"visited states cannot be kept in '{place}' ({e.Message.TrimEnd('.')})";
            return null;
        }

        var total = Interlocked.Add(ref _bytes, memory.Resident);
        for (var peak = PeakBytes; peak < total; )
        {
            peak = Interlocked.CompareExchange(ref _peakBytes, total, peak);
        }

        return memory;
    }

    public void Free(TableMemory memory)
    {
        Interlocked.Add(ref _bytes, -memory.Resident);
        memory.Dispose();
    }
}
