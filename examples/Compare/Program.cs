using AutoRec.Examples;
using AutoRec.Examples.Compare;

return ConsoleProgram.Run(args, CommandLine.Create);
