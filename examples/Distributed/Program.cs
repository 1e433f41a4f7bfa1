using AutoRec.Examples;
using AutoRec.Examples.Distributed;

return ConsoleProgram.Run(args, CommandLine.Create);
