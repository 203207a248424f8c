namespace Interleave.Programs;

/// <summary>A program to check: a name, and how to set up a machine that runs it.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Fill">
/// Declares memory, fibers and properties. It is called once for each search or replay and must do the same every time.
/// </param>
public sealed record ConcurrentProgram(string Name, Action<Machine> Fill)
{
    internal Machine Boot()
    {
        var machine = new Machine();
        Fill(machine);
        return machine;
    }
}
