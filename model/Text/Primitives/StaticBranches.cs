using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Static branches: patched instructions, one for each inlined copy, and who wants them on.</summary>
internal static class StaticBranches
{
    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("static branches")
            .Macro(
                "static_branch_unlikely static_branch_likely",
                "v",
                "_Bool",
                "one load of the instruction of this inlined copy",
                i => Effect.Load(IsOn(Key(i), StaticKeyBinding.SiteOf(i.Context)), null)
            )
            .Macro(
                "static_branch_inc",
                "v",
                "void",
                "static_key_slow_inc, from the text; then the caller may rely on the key",
                i => Inc(i, Key(i))
            )
            .Macro(
                "static_branch_dec",
                "v",
                "void",
                "static_key_slow_dec, from the text; before it the caller gives up the key",
                i => Dec(i, Key(i))
            )
            .Macro(
                "static_branch_enable",
                "v",
                "void",
                "static_key_enable, from the text",
                i => Forward(i, "static_key_enable", Key(i))
            )
            .Macro(
                "static_branch_disable",
                "v",
                "void",
                "static_key_disable, from the text",
                i => Forward(i, "static_key_disable", Key(i))
            )
            .Function(
                "jump_label_update",
                "patches the instructions one after the other, to what the count says",
                i => Patch(Key(i))
            );

    private static StaticKey Key(Invocation i) => i.Subject<StaticKey>(0);

    private static async Routine<Value> IsOn(StaticKey key, int site) => Value.Of(await key.IsOn(site));

    private static Effect Forward(Invocation i, string name, StaticKey key) => Run(i, name, key, 0, 0);

    private static Effect Inc(Invocation i, StaticKey key) => Run(i, "static_key_slow_inc", key, 0, 1);

    private static Effect Dec(Invocation i, StaticKey key) => Run(i, "static_key_slow_dec", key, -1, 0);

    private static Routine<Outcome> Run(Invocation i, string name, StaticKey key, int before, int after)
    {
        var isManaged = key == i.Linux.DevmapManagedKey;
        return Run(i.Context, name, i[0], isManaged ? before : 0, isManaged ? after : 0, i.Memory);
    }

    private static async Routine<Outcome> Run(
        TextContext context,
        string name,
        Value key,
        int before,
        int after,
        ThreadMemory memory
    )
    {
        context.Linux.Machine.Hold(context.Linux.KeyUser, before);
        var outcome = await Interpreter.Call(context.World.Code.Function(name), context, [key], memory);
        context.Linux.Machine.Hold(context.Linux.KeyUser, after);
        return outcome;
    }

    // The kernel looks at the count for each instruction.
    private static async Routine<Value> Patch(StaticKey key)
    {
        for (var site = 0; site < key.Sites.Length; site++)
        {
            var enabled = await key.Enabled.Read();
            await key.Sites[site].Store(enabled == 0 ? 0 : 1, MemoryOrder.Full);
        }

        return default;
    }
}
