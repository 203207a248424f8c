using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>
/// Places for what is to be called later, by threads of their own: works, or timers. Each place has three words: what
/// is queued there, what of it runs, and on whose queue it is.
/// </summary>
/// <param name="name">What traces call them.</param>
/// <param name="directive">The line of a harness that says how many there are.</param>
internal sealed class DeferredCalls(string name, string directive)
{
    /// <summary>The most places.</summary>
    public const int Most = 4;

    private const int BytesOfPlace = 24;
    private const int Running = 8;
    private const int Owner = 16;

    private readonly GenericBlock _places = new(name, "", BlockKind.Static, null, Most * BytesOfPlace)
    {
        IsZeroed = true,
    };

    /// <summary>What they are called.</summary>
    public string Name => name;

    /// <summary>What is queued at a place.</summary>
    public GenericField Queued(TextContext context, int place) => Word(context, place, 0);

    /// <summary>What runs that was queued there.</summary>
    public GenericField RunningAt(TextContext context, int place) => Word(context, place, Running);

    /// <summary>On whose queue that is; 0 where the place is free.</summary>
    public GenericField OwnerOf(TextContext context, int place) => Word(context, place, Owner);

    /// <summary>Makes sure that there are threads for the places: a harness that never asks has none.</summary>
    public int Places(TextWorld world) => world.Generic.Servers(name);

    /// <summary>More is queued than there are places.</summary>
    public MeaninglessException Full() => new($"more {directive} wait than the harness has places for ({directive} N)");

    /// <summary>Waits until nothing is queued, and nothing runs.</summary>
    public async Routine AwaitIdle(TextWorld world, TaskStruct task, int places)
    {
        for (var i = 0; i < places; i++)
        {
            var context = new TextContext(world, task, "", null);
            await Queued(context, i).Await(isZero: true);
            await RunningAt(context, i).Await(isZero: true);
        }
    }

    private GenericField Word(TextContext context, int place, int offset) =>
        (GenericField)context.World.Block(_places).FieldAt(context, (place * BytesOfPlace) + offset, 8);
}
