using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PgmapCheck.History;
using PgmapCheck.Selection;

namespace PgmapCheck.Reports;

/// <summary>A history for programs. A change that a reader could trip over changes the version.</summary>
internal static class HistoryJson
{
    private const int Version = 1;

    // No part of a web page: v4.18+fixes stays as it is.
    private static readonly JsonWriterOptions s_options =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object, indented.</summary>
    public static string Of(ReleaseHistory history, TimeSpan elapsed)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("tool", Tool.NameAndVersion);
            WriteNamed(json, "kernels", "title", history.Kernels.Select(kernel => (kernel.Name, kernel.Title)));
            WriteNamed(json, "scenarios", "summary", history.Scenarios);
            WriteArray(json, "cells", history.Cells, WriteCell);
            WriteArray(json, "bugs", history.Bugs, (writer, bug) => WriteBug(writer, bug, new BugLife(history, bug)));
            json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
            json.WriteNumber("exitCode", (int)history.ExitCode);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteNamed(
        Utf8JsonWriter json, string name, string about, IEnumerable<(string Name, string Words)> entries) =>
        WriteArray(json, name, entries, (writer, entry) =>
        {
            writer.WriteString("name", entry.Name);
            writer.WriteString(about, entry.Words);
        });

    private static void WriteCell(Utf8JsonWriter json, HistoryCell cell)
    {
        json.WriteString("kernel", cell.Subject.Kernel);
        json.WriteString("scenario", cell.Subject.Scenario);
        json.WriteString("verdict", cell.Verdict);
        json.WriteBoolean("complete", cell.IsComplete);
        if (cell.Result?.Verdict is { } verdict)
        {
            json.WriteNumber("states", verdict.States);
            json.WriteNumber("seconds", Math.Round(verdict.Elapsed.TotalSeconds, 6));
        }

        json.WriteString("reason", cell.Result?.ErrorLine ?? cell.Result?.Verdict?.Incomplete);
        WriteArray(json, "violations", cell.Violations, (writer, violation) =>
        {
            var found = violation.Finding.Counterexample;
            writer.WriteString("property", found.Violation.Property);
            writer.WriteString("kind", found.Violation.Kind.ToString());
            writer.WriteNumber("steps", found.Schedule.Steps.Length);
            writer.WriteString("bug", violation.Bug?.Id);
        });
    }

    private static void WriteBug(Utf8JsonWriter json, BugEntry bug, BugLife life)
    {
        json.WriteString("id", bug.Id);
        json.WriteString("title", bug.Title);
        json.WriteString("fixedBy", bug.FixedBy);
        json.WriteString("fixSubject", bug.FixSubject);
        json.WriteString("history", life.Describe());
        json.WriteStartArray("foundOn");
        foreach (var kernel in life.Kernels)
        {
            json.WriteStringValue(kernel);
        }

        json.WriteEndArray();
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
