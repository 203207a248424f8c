namespace PgmapCheck.Properties.Fuzzing;

/// <summary>A list of numbers that decisions are read from, so that who makes the numbers makes the
/// decisions.</summary>
/// <param name="numbers">From 0.</param>
internal sealed class Choices(int[] numbers)
{
    private int _next;

    /// <summary>True if no numbers are left; from then on every decision is the first.</summary>
    public bool AreOver => _next >= numbers.Length;

    /// <summary>A number below <paramref name="count"/>.</summary>
    public int Below(int count) => AreOver ? 0 : numbers[_next++] % count;

    /// <summary>True once in <paramref name="count"/> times.</summary>
    public bool OneIn(int count) => !AreOver && Below(count) == count - 1;

    /// <summary>One of several.</summary>
    public T Of<T>(IReadOnlyList<T> several) => several[Below(several.Count)];
}
