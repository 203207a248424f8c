using KernelText.Meanings;
using KernelText.Syntax;
using KernelText.Tokens;

namespace KernelText.Lowering;

/// <summary>What has to be known of a body before it is lowered: locals whose address is taken, and in which block each
/// label is.</summary>
internal sealed class SyntaxWalk
{
    private const int Deepest = 1500;

    private readonly IMeanings _meanings;
    private readonly List<Block> _blocks = [];

    private SyntaxWalk(IMeanings meanings) => _meanings = meanings;

    /// <summary>Names that stand behind <c>&amp;</c>, or where a macro takes the address. Also of other locals with
    /// such a name.</summary>
    public HashSet<string> Addressed { get; } = new(StringComparer.Ordinal);

    /// <summary>By name and the block that it is local to (null: the function): the blocks around the label, outermost
    /// first.</summary>
    public Dictionary<(string Name, Block? Owner), Block[]> Labels { get; } = [];

    public static SyntaxWalk Of(Statement body, IMeanings meanings)
    {
        var walk = new SyntaxWalk(meanings);
        walk.Visit(body);
        return walk;
    }

    /// <summary>Whether a statement has a label or a case that control could come to from outside of it.</summary>
    public static bool HasLabel(Statement? statement)
    {
        var walk = new SyntaxWalk(NoMeanings.Instance);
        if (statement is not null)
            walk.Visit(statement);
        return walk.Labels.Count > 0 || walk._hasCase;
    }

    private bool _hasCase;
    private int _depth;

    private void Enter(Node? node)
    {
        if (++_depth > Deepest)
            throw new KernelTextException(node!.At.UsePlace, "expected code that is nested less deeply");
    }

    private void Visit(Statement? statement)
    {
        Enter(statement);
        VisitHere(statement);
        _depth--;
    }

    private void VisitHere(Statement? statement)
    {
        switch (statement)
        {
            case Block block:
                _blocks.Add(block);
                foreach (var inner in block.Statements)
                    Visit(inner);
                _blocks.RemoveAt(_blocks.Count - 1);
                break;
            case LabelStatement label:
                Labels[(label.Name, _blocks.LastOrDefault(b => b.Labels.Contains(label.Name)))] = [.. _blocks];
                break;
            case CaseLabel:
                _hasCase = true;
                break;
            case ExpressionStatement expression:
                Visit(expression.Expression);
                break;
            case DeclarationStatement declarations:
                foreach (var declaration in declarations.Declarations)
                    Visit(declaration.Initializer);
                break;
            case IfStatement conditional:
                Visit(conditional.Condition);
                Visit(conditional.Then);
                Visit(conditional.Else);
                break;
            case WhileStatement loop:
                Visit(loop.Condition);
                Visit(loop.Body);
                break;
            case DoStatement loop:
                Visit(loop.Body);
                Visit(loop.Condition);
                break;
            case ForStatement loop:
                Visit(loop.First);
                Visit(loop.Condition);
                Visit(loop.Step);
                Visit(loop.Body);
                break;
            case SwitchStatement choice:
                Visit(choice.Value);
                Visit(choice.Body);
                break;
            case ReturnStatement result:
                Visit(result.Value);
                break;
            case ComputedGoto jump:
                Visit(jump.Target);
                break;
        }
    }

    private void Visit(Expression? expression)
    {
        Enter(expression);
        VisitHere(expression);
        _depth--;
    }

    private void VisitHere(Expression? expression)
    {
        switch (expression)
        {
            case UnaryExpression unary:
                if (unary.Operator == "&")
                    Address(unary.Operand);
                Visit(unary.Operand);
                break;
            case PostfixExpression postfix:
                Visit(postfix.Operand);
                break;
            case BinaryExpression binary:
                Visit(binary.Left);
                Visit(binary.Right);
                break;
            case AssignmentExpression assignment:
                Visit(assignment.Left);
                Visit(assignment.Right);
                break;
            case ConditionalExpression conditional:
                Visit(conditional.Condition);
                Visit(conditional.Then);
                Visit(conditional.Else);
                break;
            case CallExpression call:
                Visit(call.Function);
                var meaning = call.Function is NameExpression name ? _meanings.Find(name.Name) : null;
                for (var i = 0; i < call.Arguments.Length; i++)
                {
                    if (
                        meaning is { Arguments: { IsEmpty: false } kinds }
                        && kinds[Math.Min(i, kinds.Length - 1)] == ArgumentKind.Address
                    )
                        Address(call.Arguments[i].Value);
                    Visit(call.Arguments[i].Value);
                }
                break;
            case MemberExpression member:
                Visit(member.Operand);
                break;
            case IndexExpression index:
                Visit(index.Operand);
                Visit(index.Index);
                break;
            case CastExpression cast:
                Visit(cast.Operand);
                break;
            case CompoundLiteral literal:
                Visit(literal.Value);
                break;
            case StatementExpression inner:
                Visit(inner.Body);
                break;
            case ChooseExpression choice:
                Visit(choice.Condition);
                Visit(choice.Then);
                Visit(choice.Else);
                break;
            case GenericExpression generic:
                foreach (var (_, value) in generic.Associations)
                    Visit(value);
                break;
            case InitializerList list:
                foreach (var item in list.Items)
                    Visit(item.Value);
                break;
        }
    }

    private void Address(Expression expression)
    {
        switch (expression)
        {
            case NameExpression name:
                Addressed.Add(name.Name);
                break;
            case MemberExpression { IsArrow: false } member:
                Address(member.Operand);
                break;
            case IndexExpression index:
                Address(index.Operand);
                break;
            case ConditionalExpression conditional:
                Address(conditional.Then ?? conditional.Condition);
                Address(conditional.Else);
                break;
            case BinaryExpression { Operator: "," } comma:
                Address(comma.Right);
                break;
        }
    }
}

/// <summary>No name has a meaning besides its text.</summary>
internal sealed class NoMeanings : IMeanings
{
    public static NoMeanings Instance { get; } = new();

    public Meaning? Find(string name) => null;
}
