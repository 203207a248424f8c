namespace Litmus.Programs;

/// <summary>One instruction of a thread.</summary>
/// <param name="Place">Where the file has it.</param>
/// <param name="Text">How a reader knows it: the C text of the call or the access.</param>
public abstract record Instruction(Place Place, string Text);

/// <summary>A register is given a value that is computed from registers.</summary>
public sealed record Assign(int Target, Expression Value, Place Place = default, string Text = "")
    : Instruction(Place, Text);

/// <summary>A register is given what a cell holds.</summary>
public sealed record Load(int Target, Expression From, Marking Marking, Place Place = default, string Text = "")
    : Instruction(Place, Text);

/// <summary>A cell is given a value.</summary>
public sealed record Store(Expression To, Expression Value, Marking Marking, Place Place = default, string Text = "")
    : Instruction(Place, Text);

/// <summary>A read-modify-write.</summary>
/// <param name="Target">The register for its result; -1 if nobody wants it.</param>
/// <param name="On">The address of the cell.</param>
/// <param name="Kind">What it writes.</param>
/// <param name="Operand">What is added, written, or expected (<see cref="ChangeKind"/>).</param>
/// <param name="Second">What is written instead of what was expected, or forbids adding; null for other
/// kinds.</param>
/// <param name="Operator">What an operation does with the old value and the operand.</param>
/// <param name="Order">Its ordering.</param>
/// <param name="Result">What it returns.</param>
/// <param name="Place">Where the file has it.</param>
/// <param name="Text">Its text.</param>
public sealed record Change(
    int Target,
    Expression On,
    ChangeKind Kind,
    Expression Operand,
    Expression? Second,
    BinaryOperator Operator,
    ChangeOrder Order,
    ChangeResult Result,
    Place Place = default,
    string Text = ""
) : Instruction(Place, Text);

/// <summary>A barrier, or an entry to or exit from a section that readers of RCU are in.</summary>
public sealed record Fence(FenceKind Kind, Place Place = default, string Text = "") : Instruction(Place, Text);

/// <summary><c>synchronize_srcu</c>.</summary>
public sealed record SynchronizeSrcu(Expression Domain, Place Place = default, string Text = "")
    : Instruction(Place, Text);

/// <summary>An operation on a spinlock.</summary>
/// <param name="Kind">Which.</param>
/// <param name="On">The address of the lock.</param>
/// <param name="Target">The register for its result; -1 if there is none.</param>
/// <param name="Place">Where the file has it.</param>
/// <param name="Text">Its text.</param>
public sealed record LockOperation(
    LockKind Kind,
    Expression On,
    int Target = -1,
    Place Place = default,
    string Text = ""
) : Instruction(Place, Text);

/// <summary>Goes on at one of two instructions. What is reached before the <see cref="EndOfBranch"/> of its depth
/// depends on the condition.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Then">Where it goes on if that is not 0.</param>
/// <param name="Else">Where it goes on if it is.</param>
/// <param name="Depth">How many branches are around it. A loop that comes by again has the same depth, and adds to what
/// is depended on.</param>
/// <param name="Place">Where the file has it.</param>
public sealed record Branch(Expression Condition, int Then, int Else, int Depth, Place Place = default)
    : Instruction(Place, "");

/// <summary>Goes on elsewhere.</summary>
public sealed record Jump(int Target) : Instruction(default, "");

/// <summary>Ends what branches decide about, but for the outermost <paramref name="Depth"/> of those that are
/// open.</summary>
/// <param name="Depth">How many stay open.</param>
public sealed record EndOfBranch(int Depth) : Instruction(default, "");
