using PgmapCheck;
using PgmapCheck.Commands;

using var interrupts = new Interrupts();
return CommandLine.Run(args, Terminal.OfProcess(interrupts.Token));
