using System.Collections.Concurrent;
using System.Collections.Immutable;
using Interleave.Routines;
using KernelText.Flow;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text;

/// <summary>One booted kernel as C text sees it: which address is which object of the model.</summary>
internal sealed class TextWorld : IImmutable
{
    private readonly ConcurrentDictionary<(StructBinding, object), BoundObject> _bound = [];
    private readonly ConcurrentDictionary<Symbol, MemoryObject> _globals = [];
    private readonly ConcurrentDictionary<string, GenericObject> _blocks = [];
    private readonly ConcurrentDictionary<Symbol, FunctionObject> _functions = [];
    private readonly ConcurrentDictionary<(string, object), CallbackObject> _callbacks = [];
    private readonly ConcurrentDictionary<MappedMemory, PageTable> _tables = [];

    /// <summary>Declares what the text needs beside the model's objects.</summary>
    public TextWorld(Linux linux, TextCode code)
    {
        (Linux, Code) = (linux, code);
        Generic = code.Generic.Declare(this, linux.Machine);
        EntryWaitTable = new EntryWaitTable(this);
    }

    /// <summary>The kernel.</summary>
    public Linux Linux { get; }

    /// <summary>The text.</summary>
    public TextCode Code { get; }

    /// <summary>The queues for DAX entries.</summary>
    public EntryWaitTable EntryWaitTable { get; }

    /// <summary>Objects that the model has no class for.</summary>
    public GenericCells Generic { get; }

    /// <summary>The object of the text that stands for one of the model's.</summary>
    public BoundObject Object(StructBinding binding, object subject, string name) =>
        _bound.TryGetValue((binding, subject), out var known)
            ? known
            : _bound.GetOrAdd((binding, subject), new BoundObject(name, subject, Code.Members(binding)));

    /// <summary>A driver's function that only the model has.</summary>
    public CallbackObject Callback(string name, object of, Func<Invocation, Effect> body) =>
        _callbacks.GetOrAdd((name, of), _ => new CallbackObject(name, body));

    /// <summary>All that processes have mapped.</summary>
    public IEnumerable<MappedMemory> Mapped
    {
        get
        {
            for (var i = 0; i < Linux.Files.Count; i++)
            {
                yield return new MappedFile(this, Linux.Files[i]);
            }

            for (var i = 0; i < Linux.AddressSpaces.Count; i++)
            {
                yield return new MappedAnonymous(this, Linux.AddressSpaces[i]);
            }
        }
    }

    /// <summary>The page table of a mapping.</summary>
    public PageTable PageTable(MappedMemory mapped) => _tables.GetOrAdd(mapped, m => new PageTable(m));

    /// <summary>A function's address.</summary>
    public FunctionObject FunctionObject(Symbol symbol) => _functions.GetOrAdd(symbol, s => new FunctionObject(s));

    /// <summary>The address of a global variable.</summary>
    public Value GlobalAddress(Symbol symbol) => Value.To(_globals.GetOrAdd(symbol, Global));

    /// <summary>Memory without a class.</summary>
    public GenericObject Block(GenericBlock block) => _blocks.GetOrAdd(block.Key, _ => new GenericObject(this, block));

    /// <summary>A function's local in memory: the thread's own, or what others see as well.</summary>
    /// <param name="context">Who runs the function.</param>
    /// <param name="function">The function.</param>
    /// <param name="index">The local's number there.</param>
    /// <param name="number">Its place among the thread's objects.</param>
    public MemoryObject Local(TextContext context, FlowFunction function, int index, int number)
    {
        var (name, type) = (function.Frame[index].Name, function.Frame[index].Type);
        return Generic.IsShared(function.Symbol, index)
            ? Block(
                new GenericBlock(
                    $"{context.Task?.Name}'s {name}",
                    $"{function.Name} {number}",
                    BlockKind.Local,
                    type,
                    type.Size ?? 0
                )
            )
            : new StackObject(number, $"{function.Name}.{name}")
            {
                Local = context.Task is null ? null : (function.Symbol, index),
            };
    }

    private MemoryObject Global(Symbol symbol) =>
        symbol.IsString ? new StringObject(symbol)
        : Code.Primitives.IsOfProtocol && Globals.Find(this, symbol.Name) is { } bound ? bound
        : Block(GenericBlock.Of(Code.Program.Global(symbol)));

    /// <summary>The context within a function: whose copies of static branches run there.</summary>
    public static TextContext Entering(TextFunction function, TextContext context) =>
        function.Flow.IsInline || StaticKeyBinding.CopyIn(function.Name) == context.OutOfLine
            ? context
            : context with
            {
                OutOfLine = StaticKeyBinding.CopyIn(function.Name),
            };

    /// <summary>Calls a function from the model.</summary>
    /// <param name="name">Which.</param>
    /// <param name="task">Who, if it can sleep.</param>
    /// <param name="arguments">Of its parameters.</param>
    /// <param name="subject">Whose memory it sets up; null for nobody's.</param>
    /// <param name="memory">What the arguments point to; null for nothing of the thread's own.</param>
    public async Routine<Value> Call(
        string name,
        TaskStruct? task,
        ImmutableArray<Value> arguments,
        SetUp? subject = null,
        ThreadMemory? memory = null
    ) => (await Invoke(name, new TextContext(this, task, "", subject), arguments, memory ?? ThreadMemory.Empty)).Value;

    /// <summary>The same, with what becomes of the thread's own memory.</summary>
    public Routine<Outcome> Invoke(
        string name,
        TextContext context,
        ImmutableArray<Value> arguments,
        ThreadMemory memory
    ) => Interpreter.Call(Code.Function(name), context, arguments.AsSpan(), memory);

    /// <summary>The same for a function whose result nobody looks at.</summary>
    public async Routine Run(
        string name,
        TaskStruct? task,
        ImmutableArray<Value> arguments,
        SetUp? subject = null,
        ThreadMemory? memory = null
    ) => await Call(name, task, arguments, subject, memory);
}
