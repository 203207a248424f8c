using PgmapCheck.Cases;
using PgmapCheck.Model.Programs;

namespace PgmapCheck.Runs.Fuzzing;

/// <summary>One run of <c>pgmapcheck fuzz</c>: what was kept before, then new programs, each failure shown as it is
/// found.</summary>
internal sealed class FuzzRun(Terminal terminal, FuzzRequest request)
{
    private readonly Fuzzer _fuzzer = new(request, terminal.Interrupted);
    private readonly List<(FuzzFailure Failure, string Headline)> _failures = [];

    /// <summary>Fuzzes until time, programs or the user's patience end.</summary>
    public ExitCode Run()
    {
        if (request.Tree is { } tree)
        {
            TreeRun.WriteHead(terminal.Out, tree);
        }

        var report = new FuzzReport(terminal, request, _fuzzer);
        foreach (var path in Kept())
        {
            if (_fuzzer.Try(ScenarioFiles.Read(path)) is { } failure)
            {
                _failures.Add((failure, report.Write(failure, path, isOld: true)));
            }
        }

        while (_fuzzer.Next() is { } failure)
        {
            _failures.Add((failure, report.Write(failure, Save(failure.Program), isOld: false)));
        }

        WriteSummary();
        var exit =
            _failures.Count > 0 ? ExitCode.Violated
            : _fuzzer.Sampled > 0 || _fuzzer.Stops.Count > 0 || terminal.Interrupted.IsCancellationRequested
                ? ExitCode.Incomplete
            : ExitCode.Held;
        terminal.Out.WriteLine(
            exit.Describe(
                exit == ExitCode.Incomplete
                    ? "nothing violated; not every program was searched to the end"
                    : exit.Word()
            )
        );
        return exit;
    }

    private IEnumerable<string> Kept() =>
        request.Folder is { } folder && Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*.scenario").Order(StringComparer.Ordinal)
            : [];

    private string? Save(RefcountProgram program)
    {
        if (request.Folder is not { } folder)
        {
            return null;
        }

        var path = $"{folder.TrimEnd('/')}/{program.Name}.scenario";
        try
        {
            using var file = new PendingFile(path);
            file.Write(ScenarioWriter.Write(program));
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"cannot write '{path}' ({e.Message.TrimEnd('.')}); use --save DIR or --no-save",
                e
            );
        }
    }

    private void WriteSummary()
    {
        foreach (var (failure, headline) in _failures)
        {
            terminal.Out.WriteLine($"{failure.Name, -16} {headline}");
        }

        var rate = _fuzzer.Programs / Math.Max(0.001, _fuzzer.Elapsed.TotalSeconds);
        terminal.Out.WriteLine(
            $"{Quantity.Of(_failures.Count, "failure")}; {Quantity.Of(_fuzzer.Programs, "program")} in "
                + $"{_fuzzer.Elapsed.TotalSeconds:0.0} s, {rate:0} a second; {_fuzzer.Proved:N0} searched to the end, "
                + $"{_fuzzer.Sampled:N0} with more than {request.MaxStates:N0} states by "
                + $"{Quantity.Of(request.RandomRuns, "random schedule")} each"
        );
        foreach (var (why, programs) in _fuzzer.Stops)
        {
            terminal.Out.WriteLine($"{Quantity.Of(programs, "program")} ended at text without a meaning: {why}");
        }

        if (request.Tree is { } tree)
        {
            TreeRun.WriteUse(terminal.Out, tree);
        }

        if (request.IsSequential || request.Against is not null)
        {
            terminal.Out.WriteLine(
                $"{Quantity.Of(_fuzzer.Compared, "program")} compared with "
                    + $"{request.Against?.Name ?? "the sequential reference"}; the others are outside of what can be "
                    + "compared"
            );
        }
    }
}
