using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading;
using Interleave.Memory;
using Litmus;
using Litmus.Programs;
using Litmus.Reading;
using Litmus.Verdicts;
using LitmusMachine;
using PgmapCheck.Reports;
using PgmapCheck.Reports.LitmusFiles;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck litmus</c>.</summary>
internal sealed class LitmusRun(Terminal terminal, LitmusRequest request)
{
    private const int LargestFile = 4 << 20;

    private readonly LitmusLines _lines = new(terminal);

    /// <summary>Judges the files, and says what they came to.</summary>
    /// <exception cref="UsageException">A file or a folder is not there, or there is none.</exception>
    public ExitCode Run()
    {
        using var output = new ReportOutput<LitmusReport>(terminal, request.Reports);
        if (!output.Open())
        {
            return ExitCode.Usage;
        }

        var watch = Stopwatch.StartNew();
        var files = request.Shard.Of(LitmusFiles.At(request.Paths), file => file.Path);
        var explains = request.Explains ?? files.Length == 1;
        var results = new LitmusResult?[files.Length];
        var progress = terminal.ShowsProgress && files.Length > 1 ? new ProgressLine(terminal) : null;
        Judge(files, results, explains, progress);
        var report = new LitmusReport(
            request.Model,
            [.. files.Select((file, i) => results[i] ?? new LitmusResult(file.Path))],
            watch.Elapsed
        );
        if (files.Length != 1 || results[0] is null)
        {
            _lines.WriteSummary(report);
        }

        var exitCode = output.Write(report);
        terminal.Out.WriteLine(report.EndingWith(exitCode).LastLine);
        return exitCode;
    }

    /// <summary>Judges files at once, and writes their lines in order.</summary>
    private void Judge(ImmutableArray<LitmusFile> files, LitmusResult?[] results, bool explains, ProgressLine? progress)
    {
        var (next, written, broken) = (-1, 0, (Exception?)null);
        var workers = Enumerable
            .Range(0, Math.Min(request.Jobs, Math.Max(1, files.Length)))
            .Select(_ => new Thread(Work))
            .ToArray();
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        progress?.Clear();
        if (broken is not null)
        {
            throw new InvalidOperationException(broken.Message, broken);
        }

        void Work()
        {
            for (int i; (i = Interlocked.Increment(ref next)) < files.Length; )
            {
                try
                {
                    var result = Judge(files[i], explains);
                    lock (results)
                    {
                        results[i] = result;
                        Write();
                    }
                }
                catch (OperationCanceledException)
                {
                    return;
                }
#pragma warning disable CA1031 // thrown again where the threads are waited for
                catch (Exception e)
#pragma warning restore CA1031
                {
                    broken = new InvalidOperationException($"{files[i].Path}: {e.Message}", e);
                    next = files.Length;
                    return;
                }
            }
        }

        void Write()
        {
            progress?.Clear();
            while (written < files.Length && results[written] is { } result)
            {
                _lines.Write(result, explains);
                written++;
            }

            if (written < files.Length)
            {
                progress?.Announce($"{written:N0} of {files.Length:N0}: {files[written].Path}");
            }
        }
    }

    private LitmusResult Judge(LitmusFile file, bool explains)
    {
        terminal.Interrupted.ThrowIfCancellationRequested();
        var result = new LitmusResult(file.Path);
        try
        {
            var text = TextFile.Read(file.Path, LargestFile);
            if (file.IsFromFolder && LitmusReader.LanguageOf(text) is var language and not "C")
            {
                return result with { Skipped = $"a test of {language}" };
            }

            var test = LitmusReader.Read(file.Path, text);
            var verdict = LitmusJudge.Judge(
                test,
                new JudgeOptions
                {
                    Model = request.Model,
                    AllStates = request.ShowsStates,
                    Explains = explains,
                    Time = request.Time,
                    Cancellation = terminal.Interrupted,
                }
            );
            return result with
            {
                Test = test,
                Recorded = request.Model == AxiomaticModel.Lkmm ? LitmusResult.VerdictOf(test.Expected) : null,
                Verdict = verdict,
                Machine = request.Machine ? Run(test, verdict) : null,
            };
        }
        catch (LitmusFileException fault)
        {
            return result with { Fault = fault.Message };
        }
        catch (UsageException fault)
        {
            return result with { Fault = fault.Message };
        }
    }

    private MachineComparison Run(LitmusTest test, LitmusVerdict verdict) =>
        MachineComparison.Of(
            test,
            verdict,
            new MachineOptions
            {
                Memory = request.Model switch
                {
                    AxiomaticModel.Sc => MemoryModel.Sequential,
                    AxiomaticModel.Tso => MemoryModel.Tso,
                    _ => MemoryModel.Weak,
                },
                LoadBuffering = request.LoadBuffering,
                AllStates = request.ShowsStates,
                Time = request.Time,
                Cancellation = terminal.Interrupted,
            }
        );
}
