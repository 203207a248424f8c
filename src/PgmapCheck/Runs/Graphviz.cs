using System.ComponentModel;
using System.Diagnostics;
using System.Threading;

namespace PgmapCheck.Runs;

/// <summary>Graphviz's <c>dot</c>, where it is installed.</summary>
/// <param name="program">The program to run.</param>
internal sealed class Graphviz(string program = "dot")
{
    /// <summary>A drawing of a graph.</summary>
    /// <param name="dot">The graph in Graphviz's language.</param>
    /// <param name="interrupted">Ends the program too.</param>
    /// <exception cref="UsageException">It is not installed, or does not draw the graph.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public string Draw(string dot, CancellationToken interrupted)
    {
        using var process = Start();
        using var ending = interrupted.Register(() => Kill(process));
        var drawing = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var complaints = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            process.StandardInput.Write(dot);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended early: its exit code says why.
        }

        process.WaitForExit();
        interrupted.ThrowIfCancellationRequested();
        var complaint = complaints.GetAwaiter().GetResult().Split('\n')[0].Trim();
        return process.ExitCode == 0
            ? drawing.GetAwaiter().GetResult()
            : throw new UsageException(
                $"--svg: Graphviz failed ({(complaint.Length > 0 ? complaint : $"exit code {process.ExitCode}")})"
            );
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private Process Start()
    {
        try
        {
            return Process.Start(
                new ProcessStartInfo(program, "-Tsvg")
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
        }
        catch (Win32Exception e)
        {
            throw new UsageException(
                $"--svg needs Graphviz, whose program '{program}' is not installed; --format dot writes what it would "
                    + "draw",
                e
            );
        }
    }
}
