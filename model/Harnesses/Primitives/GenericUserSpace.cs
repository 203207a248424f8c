using Interleave.Routines;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>User space: it sends zeros, its memory may be gone at any time, and what it is given is not looked
/// at.</summary>
internal static class GenericUserSpace
{
    private const string To = "the kernel's memory is read; it may fail";
    private const string From = "user space sends zeros; it may fail";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("user space")
            .Macro(
                "copy_to_user _copy_to_user __copy_to_user __copy_to_user_inatomic",
                "-vv",
                "unsigned long",
                To,
                i => Read(i.Context, FirstWord(i, i[1]), i[2]),
                sleeps: true
            )
            .Macro(
                "copy_from_user _copy_from_user __copy_from_user __copy_from_user_inatomic",
                "v-v",
                "unsigned long",
                From,
                Write,
                sleeps: true
            )
            .Macro("put_user __put_user", "v-", "int", "it may fail", i => Fault(i.Context), sleeps: true)
            .Macro(
                "clear_user __clear_user",
                "-v",
                "unsigned long",
                "it may fail",
                i => Left(i.Context, i[1]),
                sleeps: true
            )
            .Macro(
                "access_ok __access_ok",
                "-",
                "_Bool",
                "the address is one of user space",
                i => i.Return(Value.Of(1))
            );

    private static Field? FirstWord(Invocation i, Value source) =>
        source.Object is GenericObject memory && i[2] is { IsAddress: false, Number: > 0 and var bytes }
            ? memory.WordsIn(source.Number, bytes).FirstOrDefault() is { } word
                ? i.FieldAt(source with { Number = word.Offset }, word.Bytes)
                : null
            : source.IsAddress
                ? null
                : throw i.Wild(source);

    // What was freed is noticed at the first word that anybody uses.
    private static async Routine<Value> Read(TextContext context, Field? word, Value bytes)
    {
        if (word is GenericField field)
        {
            await field.Touch();
        }

        return await context.Linux.Machine.Choose(2, "user memory is gone") == 1 ? bytes : default;
    }

    private static Effect Write(Invocation i)
    {
        if (i[0].Object is StackObject local)
        {
            return Write(i.Context, i[2], i.Memory, i.Memory.Zero(local, i[0].Number, i[2].Number));
        }

        throw i[0].IsAddress ? new MeaninglessException($"user space writes {i[0]}, which is no local") : i.Wild(i[0]);
    }

    private static async Routine<Outcome> Write(
        TextContext context,
        Value bytes,
        ThreadMemory before,
        ThreadMemory after
    ) =>
        await context.Linux.Machine.Choose(2, "user memory is gone") == 1
            ? new Outcome(bytes, before)
            : new Outcome(default, after);

    // -EFAULT.
    private static async Routine<Value> Fault(TextContext context) =>
        await context.Linux.Machine.Choose(2, "user memory is gone") == 1 ? Value.Of(-14) : default;

    private static async Routine<Value> Left(TextContext context, Value bytes) =>
        await context.Linux.Machine.Choose(2, "user memory is gone") == 1 ? bytes : default;
}
