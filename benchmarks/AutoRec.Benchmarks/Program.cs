using AutoRec;
using AutoRec.Benchmarks;
using AutoRec.Engines;
using AutoRec.Examples;
using AutoRec.Model;
using AutoRec.Training;
var shape=Shape.All.First(s=>s.Name==args[0]); var item=args[1]=="item"; int epochs=int.Parse(args[2]);
var o=new AutoRecTrainer.Options(); if(args.Length>3) o.HiddenLayers=[int.Parse(args[3])]; if (args.Length>4) o.InputMasking=double.Parse(args[4]);
var g=RatingGenerator.Generate(shape.Users,shape.Items,shape.Ratings);
var r=item?RatingMatrix.Create(shape.Items,shape.Users,g.Items,g.Users,g.Stars):RatingMatrix.Create(shape.Users,shape.Items,g.Users,g.Items,g.Stars);
g=null;
var p=RatingPreparation.Fit(r,o.Baseline,o.InputNormalization); var set=new TrainingSet(r,p); var net=NetworkFactory.Create(set,o,1);
var sch=new BatchSchedule(set,o,[.. net.Hidden.Select(l=>l.Outputs)],1); var lambda=Penalty.UsualLambda(r,p);
using var run=new EngineRun(new SparseEngine(net,new EngineSettings(o.Optimizer,.0015,.9,lambda/set.Count,null,"cpu")),sch);
for(int e=0;e<epochs;e++){ var t=run.RunEpoch(e); Console.WriteLine($"{sch.BatchesPerEpoch} batches, {t:F4} s, {Math.Sqrt(run.SquaredErrors/set.Count):F5}"); }
Console.WriteLine($"min {run.EpochSeconds.Min():F4} typical {run.TypicalEpochSeconds:F4}  peak {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64>>20} MB");
