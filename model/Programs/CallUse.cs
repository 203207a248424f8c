namespace PgmapCheck.Model.Programs;

/// <summary>A call, and what it uses.</summary>
/// <param name="Thread">The number of its thread.</param>
/// <param name="Index">Its number there.</param>
/// <param name="Call">The call.</param>
internal sealed record CallUse(int Thread, int Index, Call Call)
{
    public Use Use { get; } = Operations.Of(Call).Use;

    /// <summary>The file that it uses; null if it uses none.</summary>
    public string? File { get; init; }

    /// <summary>The page map that it uses, if only through a file or a process; null if it uses none.</summary>
    public string? Pgmap { get; init; }

    /// <summary>The process that it is for; null if it is for none.</summary>
    public string? Process { get; init; }

    /// <summary>What a call of a program uses.</summary>
    public static CallUse Of(RefcountProgram program, int thread, int index)
    {
        var call = program.Threads[thread].Calls[index];
        var use = new CallUse(thread, index, call);
        if (Operations.Of(call).Arguments is not [var kind])
        {
            return use;
        }

        var name = call.Arguments[0].Name;
        return kind switch
        {
            ArgumentKind.File or ArgumentKind.FilePage or ArgumentKind.FileRange => use with
            {
                File = name,
                Pgmap = program.Files.Single(file => file.Name == name).Pgmap,
            },
            ArgumentKind.Process => use with
            {
                Process = name,
                Pgmap = program.Processes.Single(process => process.Name == name).Pgmap,
            },
            ArgumentKind.Signal => use,
            _ => use with { Pgmap = program.OrdinaryPages.Contains(name) ? null : name },
        };
    }
}
