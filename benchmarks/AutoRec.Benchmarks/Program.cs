using AutoRec.Benchmarks;
using AutoRec.Examples;

return ConsoleProgram.Run(args, Commands.Create);
