using System.Collections.Immutable;
using Interleave.Search;
using Interleave.Strategies.Checkpoints;
using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Blobs;

/// <summary>
/// The search that a run was at when it was interrupted: a file beside the blob, so that who resumes the run goes on
/// with it and does not begin the case again.
/// </summary>
/// <param name="blob">Which run it is.</param>
/// <param name="path">The blob's file.</param>
/// <param name="every">How often it is written.</param>
internal sealed class SearchCheckpoint(Blob blob, string path, TimeSpan every)
{
    private const string Case = "case";

    private string? _toResume;

    private string File => BesideBlob(path);

    /// <summary>Where the checkpoint of a run with this blob is.</summary>
    public static string BesideBlob(string blob) => blob + ".search";

    /// <summary>Takes over what an interrupted run has left, if it has.</summary>
    /// <param name="resumed">That run's blob.</param>
    /// <param name="open">The cases that this run has to search.</param>
    /// <param name="plan">How.</param>
    /// <exception cref="UsageException">It cannot be gone on with; the message says why.</exception>
    public void Resume(string resumed, ImmutableArray<Case> open, SearchPlan plan)
    {
        var file = BesideBlob(resumed);
        if (!System.IO.File.Exists(file))
        {
            return;
        }

        try
        {
            var saved = CheckpointHeader.Read(file);
            var name = saved.Identity.FirstOrDefault(fact => fact.Key == Case).Value;
            var @case = open.FirstOrDefault(candidate => candidate.Name == name);
            if (saved.Refusal(IdentityOf(name, plan)) is { } refusal)
            {
                throw new UsageException($"cannot resume {file}: {refusal}");
            }

            if (@case is null) // it was finished all the same
            {
                return;
            }

            if (Path.GetFullPath(file) != Path.GetFullPath(File))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(File))!);
                System.IO.File.Copy(file, File, true);
            }

            _toResume = name;
        }
        catch (FormatException e)
        {
            throw new UsageException($"cannot resume {file}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>How to search a case so that an interrupt keeps the search; other engines than the default one have
    /// nothing to keep.</summary>
    public SearchPlan PlanOf(Case @case, SearchPlan plan) =>
        plan.Engine != Engine.States || plan.Options.Part is not null
            ? plan
            : plan with
            {
                Options = plan.Options with
                {
                    Checkpoint = new CheckpointOptions(File, IdentityOf(@case.Name, plan))
                    {
                        Every = every,
                        Resume = @case.Name == _toResume,
                        IsKeptAtBounds = false, // a case that came to a bound is done with
                    },
                },
            };

    /// <summary>A case is done with, and so are all before it.</summary>
    public void Delete(Case @case)
    {
        _toResume = @case.Name == _toResume ? null : _toResume;
        if (_toResume is not null)
        {
            return; // the file is of a case that comes later
        }

        try
        {
            System.IO.File.Delete(File);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Who resumes finds the case in the blob, and does not look at it.
        }
    }

    // Everything that the states of a case depend on; where a search stops is not part of that.
    private ImmutableArray<KeyValuePair<string, string>> IdentityOf(string? name, SearchPlan plan) =>
        [
            KeyValuePair.Create("version", blob.Tool),
            KeyValuePair.Create("model", blob.Model),
            KeyValuePair.Create(Case, name ?? "none"),
            .. SearchFacts
                .Of(plan)
                .Where(fact => !fact.Name.StartsWith("max ", StringComparison.Ordinal))
                .Select(fact => KeyValuePair.Create(fact.Name, fact.Value)),
            KeyValuePair.Create("coverage", plan.Options.Coverage ? "on" : "off"),
        ];
}
