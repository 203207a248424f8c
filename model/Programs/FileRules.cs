namespace PgmapCheck.Model.Programs;

/// <summary>What a scenario file must be besides a valid program: its threads can be told apart, and do something, and
/// its expectations can be met.</summary>
internal static class FileRules
{
    /// <summary>The first mistake; null if there is none.</summary>
    public static Mistake? Check(RefcountProgram program) => CheckThreads(program) ?? CheckExpectations(program);

    private static Mistake? CheckThreads(RefcountProgram program)
    {
        var names = new HashSet<string>();
        for (var i = 0; i < program.Threads.Length; i++)
        {
            if (!names.Add(program.Threads[i].Name))
            {
                return new Mistake($"two threads are called '{program.Threads[i].Name}'", i);
            }

            if (program.Threads[i].Calls.IsEmpty)
            {
                return new Mistake($"the thread '{program.Threads[i].Name}' makes no call", i);
            }
        }

        return null;
    }

    private static Mistake? CheckExpectations(RefcountProgram program)
    {
        for (var i = 1; i < program.Expects.Length; i++)
        {
            var last = program.Expects[i];
            var others = program.Expects.Take(i).Where(other => other.Property is null != last.Property is null);
            if (
                KernelRange.Kernels.FirstOrDefault(kernel =>
                    last.IsAbout(kernel) && others.Any(e => e.IsAbout(kernel))
                ) is
                { } both
            )
            {
                return new Mistake($"on {both.Name} it is expected to be clean, and to violate a property")
                {
                    Expectation = i,
                };
            }
        }

        return null;
    }
}
