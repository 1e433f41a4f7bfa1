using AutoRec.Examples;
using AutoRec.Examples.MovieLens;

return ConsoleProgram.Run(args, CommandLine.Create);
