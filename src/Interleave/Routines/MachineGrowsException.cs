namespace Interleave.Routines;

/// <summary>
/// Thrown by a routine that needs a cell which the program has noted and the machine does not have: the search ends at
/// once, and begins anew on a machine that the program fills again.
/// </summary>
/// <param name="message">What is missing.</param>
public sealed class MachineGrowsException(string message) : Exception(message)
{
    // Each time the program has noted another cell; programs with more are no programs of a few threads.
    private const int MaxRounds = 10_000;

    internal static T UntilItFits<T>(Func<T> search)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return search();
            }
            catch (MachineGrowsException) when (round < MaxRounds)
            {
                // The program knows now.
            }
        }
    }
}
