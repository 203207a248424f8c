using System.Globalization;
using PgmapCheck.Figures;

switch (args)
{
    case ["agreement", .. var releases]:
        Agreement.Print(Console.Out, releases);
        return 0;
    case ["bugs"]:
        Bugs.Print(Console.Out);
        return 0;
    case ["speed"]:
        Speed.Print(Console.Out);
        return 0;
    case ["graphs"]:
        Graphs.Print(Console.Out);
        return 0;
    case ["plain", .. var schedules]:
        PlainTable.Print(
            Console.Out,
            schedules is [var most, ..] ? int.Parse(most, CultureInfo.InvariantCulture) : 2000,
            schedules is [_, var name] ? name : ""
        );
        return 0;
    default:
        Console.Error.WriteLine(
            "expected one of: agreement [RELEASE...], bugs, speed, graphs, plain [SCHEDULES [NAME]]"
        );
        return 1;
}
