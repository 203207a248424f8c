using System.Collections.Immutable;

namespace KernelText.Meanings;

/// <summary>What of a kernel's names the caller of the lowering gives a meaning to, instead of their text.</summary>
public interface IMeanings
{
    /// <summary>The meaning of a function, a macro with or without arguments, or null where the text is to be
    /// read.</summary>
    /// <param name="name">As the text has it.</param>
    Meaning? Find(string name);
}

/// <summary>How an argument of a name with a meaning is lowered.</summary>
public enum ArgumentKind
{
    /// <summary>As the argument of a function: its value.</summary>
    Value,

    /// <summary>An lvalue that the macro works on: its address, as of <c>this_cpu_add(*p, n)</c>'s first
    /// argument.</summary>
    Address,

    /// <summary>The name of a type, or an expression whose type is meant: number 0, with the type beside it.</summary>
    Type,

    /// <summary>Text that is neither looked at nor run: number 0, with the text beside it. What has no meaning in it
    /// does no harm.</summary>
    Text,
}

/// <summary>What a name means to the caller of the lowering.</summary>
public sealed record Meaning
{
    /// <summary>Calls to it become <see cref="Flow.Call"/>s of a primitive, all arguments values, its result as a
    /// prototype says.</summary>
    public static Meaning Function { get; } = new();

    /// <summary>A name to be ignored: no instruction, no argument is looked at; its value is 0.</summary>
    public static Meaning Nothing { get; } = new() { IsNothing = true };

    /// <summary>How arguments are lowered, the last kind for all further ones; values if empty.</summary>
    public ImmutableArray<ArgumentKind> Arguments { get; init; } = [];

    /// <summary>
    /// The type of the result as C, in which <c>$0</c>, <c>$1</c>... are the arguments: <c>"int"</c>,
    /// <c>"typeof(*($0))"</c>. Null: as the prototype in the text has it, and <c>long</c> where there is none.
    /// </summary>
    public string? Returns { get; init; }

    /// <summary>The name is this number, of the type <see cref="Returns"/> (int if null).</summary>
    public long? Number { get; init; }

    /// <summary>The name is its first argument, as <c>likely</c> and <c>READ_ONCE</c> without its order are: nothing is
    /// called.</summary>
    public bool IsIdentity { get; init; }

    /// <summary>The name is ignored.</summary>
    public bool IsNothing { get; init; }
}
