using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Objects;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>
/// Locals that others see: a thread has made their address known, as that of a wait queue's entry. Each has a life,
/// which ends when its function returns: whoever uses it then uses a dead stack.
/// </summary>
internal static class SharedLocals
{
    /// <summary>The lives of those of one activation.</summary>
    /// <param name="context">Who runs it.</param>
    /// <param name="position">In which function.</param>
    /// <param name="frame">Number of the function's first object in the thread's memory.</param>
    public static ImmutableArray<Lifetime> Of(TextContext context, Position position, int frame)
    {
        var (cells, function) = (context.World.Generic, position.Function.Flow);
        if (!cells.HasShared)
        {
            return [];
        }

        return
        [
            .. cells
                .SharedIn(function.Symbol)
                .Select(i => cells.LifeOf(((GenericObject)context.World.Local(context, function, i, frame + i)).Block)),
        ];
    }

    /// <summary>The function is entered.</summary>
    public static async Routine Begin(ImmutableArray<Lifetime> lives)
    {
        for (var i = 0; i < lives.Length; i++)
        {
            await lives[i].Begin();
        }
    }

    /// <summary>It returns.</summary>
    public static async Routine End(ImmutableArray<Lifetime> lives)
    {
        for (var i = 0; i < lives.Length; i++)
        {
            await lives[i].Free();
        }
    }
}
