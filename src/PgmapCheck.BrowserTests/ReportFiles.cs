using PgmapCheck.Commands;

namespace PgmapCheck.BrowserTests;

/// <summary>Reports of a few cases of the model that will not change: history has been.</summary>
public sealed class ReportFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pgmapcheck-").FullName;

    public ReportFiles()
    {
        Run = Write(
            "run.html",
            "check",
            "v4.18/release-pages-vs-truncate",
            "v4.18/key-get-vs-get",
            "v4.18/put-page-vs-truncate",
            "v4.18/last-put-vs-unplug",
            "--no-traces"
        );
        LongRun = Write(
            "long.html",
            "check",
            "v4.18/three-invalidations",
            "v4.18/gup-fast-huge-vs-truncate",
            "--no-traces"
        );
        History = Write(
            "history.html",
            "history",
            "--kernel",
            "v4.18",
            "--kernel",
            "v5.3",
            "--scenario",
            "release-pages-vs-truncate",
            "--scenario",
            "put-page-vs-truncate"
        );
        WideHistory = Write("wide.html", "history", "--kernel", "v4.18", "--kernel", "v5.0", "--kernel", "v5.3");
    }

    /// <summary>Three cases with four counterexamples, and one that is proved.</summary>
    public string Run { get; }

    /// <summary>A counterexample on four CPUs, and one that goes on for ever.</summary>
    public string LongRun { get; }

    /// <summary>Two releases and two scenarios.</summary>
    public string History { get; }

    /// <summary>Three releases and all scenarios.</summary>
    public string WideHistory { get; }

    public void Dispose() => Directory.Delete(_folder, true);

    private string Write(string name, params string[] args)
    {
        var file = Path.Combine(_folder, name);
        using var silence = TextWriter.Null;
        using var errors = new StringWriter();
        CommandLine.Run([.. args, "--report", $"html={file}"], new Terminal(silence, errors));
        return File.Exists(file) ? file : throw new InvalidOperationException($"{name} was not written: {errors}");
    }
}
