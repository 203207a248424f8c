namespace Interleave.Routines;

/// <summary>
/// Thrown by a routine that needs a cell which the program has noted and the machine does not have: the search ends at
/// once, and begins anew on a machine that the program fills again.
/// </summary>
/// <param name="message">What is missing.</param>
/// <param name="declaration">What the program declares from now on: equal to another one if, and only if, that is the
/// same declaration of the same program. Who asks for one again shows that it never comes.</param>
public sealed class MachineGrowsException(string message, object declaration) : Exception(message)
{
    // Each time the program has noted another cell; programs with more are no programs of a few threads.
    private const int MaxRounds = 10_000;

    private object Declaration { get; } = declaration;

    // Throws InvalidOperationException if a round adds nothing.
    internal static T UntilItFits<T>(Func<T> search)
    {
        var noted = new HashSet<object>();
        while (true)
        {
            try
            {
                return search();
            }
            catch (MachineGrowsException e) when (noted.Count < MaxRounds - 1)
            {
                if (!noted.Add(e.Declaration))
                {
                    throw new InvalidOperationException(
                        $"the program was asked for a declaration and filled its machine without it: {e.Message}",
                        e
                    );
                }
            }
        }
    }
}
