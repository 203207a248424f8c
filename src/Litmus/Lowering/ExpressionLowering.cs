using KernelText.Syntax;
using KernelText.Tokens;
using Litmus.Programs;
using Litmus.Reading;
using Expression = Litmus.Programs.Expression;
using Syntax = KernelText.Syntax.Expression;

namespace Litmus.Lowering;

/// <summary>Makes instructions of expressions: what they do becomes instructions, and what is left is computed from
/// registers.</summary>
internal sealed class ExpressionLowering
{
    private readonly CodeBuilder _code;
    private readonly ThreadText _thread;
    private readonly Declarations _declarations;
    private readonly HashSet<string> _locals = [];
    private readonly PrimitiveCalls _calls;

    public ExpressionLowering(CodeBuilder code, ThreadText thread, Declarations declarations)
    {
        (_code, _thread, _declarations) = (code, thread, declarations);
        _calls = new PrimitiveCalls(code, this, declarations);
    }

    /// <summary>Says what was expected where a token stands.</summary>
    public static KernelTextException Expected(Token at, string what) =>
        new(at.UsePlace, $"expected {what}, found {at}");

    /// <summary>Declares a local variable, which hides a parameter of the same name.</summary>
    public void Declare(string name)
    {
        _locals.Add(name);
        _code.Register(name);
    }

    /// <summary>Gives a local variable a value.</summary>
    public void Assign(string name, Syntax value, Token at) => _code.Assign(_code.Register(name), Value(value), at);

    /// <summary>Does what an expression does; its value is not wanted.</summary>
    public void Do(Syntax expression)
    {
        switch (expression)
        {
            case CallExpression call:
                _calls.Do(call, false);
                break;
            case AssignmentExpression { Left: UnaryExpression { Operator: "*" } left } assignment:
                var to = Value(left.Operand);
                var value = assignment.Operator is { } change
                    ? new Binary(Operator(change, assignment.At), PlainLoad(to, left.At), Value(assignment.Right))
                    : Value(assignment.Right);
                _code.Add(new Store(to, value, Marking.Plain, _code.PlaceOf(left.At), _code.TextOf(left.At)));
                break;
            default:
                Value(expression);
                break;
        }
    }

    /// <summary>The value of an expression.</summary>
    public Expression Value(Syntax expression)
    {
        switch (expression)
        {
            case NumberExpression { Literal.Value: <= uint.MaxValue } number:
                return new Constant(unchecked((int)number.Literal.Value));
            case CharacterExpression character:
                return new Constant((int)character.Value);
            case NameExpression name:
                return Name(name);
            case CastExpression cast:
                return Value(cast.Operand);
            case CallExpression call:
                return _calls.Do(call, true);
            case UnaryExpression unary:
                return Unary(unary);
            case PostfixExpression postfix:
                return Step(postfix.At, postfix.Operator, postfix.Operand, isOld: true);
            case BinaryExpression { Operator: "," } both:
                Do(both.Left);
                return Value(both.Right);
            case BinaryExpression { Operator: "&&" or "||" } choice:
                return ShortCircuit(choice);
            case BinaryExpression binary:
                return new Binary(Operator(binary.Operator, binary.At), Value(binary.Left), Value(binary.Right));
            case ConditionalExpression { Then: { } then } choice:
                return Choice(choice, then);
            case AssignmentExpression { Left: NameExpression left } assignment:
                return Assign(assignment, left);
            default:
                throw Expected(expression.At, "an expression of local variables, numbers and primitives");
        }
    }

    /// <summary>The address of what an argument names: <c>*x</c>, or a cell by its name.</summary>
    public Expression AddressOf(Syntax expression) =>
        expression switch
        {
            UnaryExpression { Operator: "*" } unary => Value(unary.Operand),
            CastExpression cast => AddressOf(cast.Operand),
            NameExpression name when !_locals.Contains(name.Name) && _declarations.Has(name.Name) => new Constant(
                Address.Of(_declarations.Cell(name.Name))
            ),
            _ => throw Expected(expression.At, "*p, or the name of a cell"),
        };

    private Expression Name(NameExpression name)
    {
        if (_locals.Contains(name.Name))
        {
            return new Register(_code.Register(name.Name));
        }

        if (_thread.Parameters.Contains(name.Name))
        {
            return new Constant(Address.Of(_declarations.Cell(name.Name)));
        }

        if (_code.HasRegister(name.Name))
        {
            return new Register(_code.Register(name.Name));
        }

        return name.Name switch
        {
            "NULL" or "false" => new Constant(0),
            "true" => new Constant(1),
            _ when _declarations.Has(name.Name) => new Constant(Address.Of(_declarations.Cell(name.Name))),
            _ => throw Expected(name.At, "a parameter, a local variable or a cell"),
        };
    }

    private Expression Unary(UnaryExpression unary) =>
        unary switch
        {
            { Operator: "!" } => new Unary(UnaryOperator.Not, Value(unary.Operand)),
            { Operator: "~" } => new Unary(UnaryOperator.Complement, Value(unary.Operand)),
            { Operator: "-" } => new Unary(UnaryOperator.Negate, Value(unary.Operand)),
            { Operator: "+" } => Value(unary.Operand),
            { Operator: "*" } => PlainLoad(Value(unary.Operand), unary.At),
            { Operator: "&", Operand: UnaryExpression { Operator: "*" } inner } => Value(inner.Operand),
            { Operator: "&" } => AddressOf(unary.Operand),
            { Operator: "++" or "--" } => Step(unary.At, unary.Operator, unary.Operand, isOld: false),
            _ => throw Expected(unary.At, "an operator on values"),
        };

    private Register PlainLoad(Expression from, Token at)
    {
        var target = _code.Temporary();
        _code.Add(new Load(target, from, Marking.Plain, _code.PlaceOf(at), _code.TextOf(at)));
        return new Register(target);
    }

    private Register Step(Token at, string step, Syntax operand, bool isOld)
    {
        if (operand is not NameExpression name)
        {
            throw Expected(at, "++ and -- of local variables alone");
        }

        var register = new Register(Local(name));
        var old = register;
        if (isOld)
        {
            old = new Register(_code.Temporary());
            _code.Assign(old.Number, register, at);
        }

        var by = step == "++" ? BinaryOperator.Add : BinaryOperator.Subtract;
        _code.Assign(register.Number, new Binary(by, register, new Constant(1)), at);
        return old;
    }

    private Register Assign(AssignmentExpression assignment, NameExpression left)
    {
        var value = assignment.Operator is { } change
            ? new Binary(Operator(change, assignment.At), Name(left), Value(assignment.Right))
            : Value(assignment.Right);
        var target = Local(left);
        _code.Assign(target, value, left.At);
        return new Register(target);
    }

    // What is assigned to is a local variable, declared or not.
    private int Local(NameExpression name) =>
        _thread.Parameters.Contains(name.Name) && !_locals.Contains(name.Name)
            ? throw Expected(name.At, "a local variable, which a parameter is not")
            : _code.Register(name.Name);

    private Expression ShortCircuit(BinaryExpression choice)
    {
        var isAnd = choice.Operator == "&&";
        var left = Value(choice.Left);
        if (IsPure(choice.Right))
        {
            return new Binary(isAnd ? BinaryOperator.Both : BinaryOperator.Either, left, Value(choice.Right));
        }

        var depth = _code.Depth;
        var result = _code.Temporary();
        _code.Assign(result, Truth(left), choice.At);
        var condition = isAnd ? new Register(result) : (Expression)new Unary(UnaryOperator.Not, new Register(result));
        var branch = _code.Branch(condition, choice.At);
        var right = Truth(Value(choice.Right));
        _code.Assign(result, right, choice.At);
        _code.ElseHere(branch);
        _code.EndBranches(depth);
        return new Register(result);
    }

    private Register Choice(ConditionalExpression choice, Syntax then)
    {
        var depth = _code.Depth;
        var result = _code.Temporary();
        var branch = _code.Branch(Value(choice.Condition), choice.At);
        _code.Assign(result, Value(then), choice.At);
        var end = _code.Jump();
        _code.ElseHere(branch);
        _code.Assign(result, Value(choice.Else), choice.At);
        _code.JumpHere(end);
        _code.EndBranches(depth);
        return new Register(result);
    }

    private static Unary Truth(Expression value) => new(UnaryOperator.Not, new Unary(UnaryOperator.Not, value));

    private static bool IsPure(Syntax expression) =>
        expression switch
        {
            NumberExpression or CharacterExpression or NameExpression => true,
            CastExpression cast => IsPure(cast.Operand),
            UnaryExpression { Operator: "!" or "~" or "-" or "+" } unary => IsPure(unary.Operand),
            BinaryExpression binary => IsPure(binary.Left) && IsPure(binary.Right),
            _ => false,
        };

    private static BinaryOperator Operator(string text, Token at) =>
        text switch
        {
            "+" => BinaryOperator.Add,
            "-" => BinaryOperator.Subtract,
            "*" => BinaryOperator.Multiply,
            "/" => BinaryOperator.Divide,
            "%" => BinaryOperator.Remainder,
            "&" => BinaryOperator.And,
            "|" => BinaryOperator.Or,
            "^" => BinaryOperator.Xor,
            "<<" => BinaryOperator.ShiftLeft,
            ">>" => BinaryOperator.ShiftRight,
            "==" => BinaryOperator.Equal,
            "!=" => BinaryOperator.NotEqual,
            "<" => BinaryOperator.Less,
            "<=" => BinaryOperator.LessOrEqual,
            ">" => BinaryOperator.Greater,
            ">=" => BinaryOperator.GreaterOrEqual,
            _ => throw Expected(at, "an operator on values"),
        };
}
